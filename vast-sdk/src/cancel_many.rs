use std::{
    collections::HashMap,
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use futures_util::Stream;
use tokio::task::{Id, JoinError, JoinSet};
use vast_api::{RetryPolicy, StopHandle};

use crate::{CancelSync, Canceled, Client, Error, ErrorKind, InstanceId, options::Options};

const MAX_IN_FLIGHT: usize = 8;

type Answer = (InstanceId, Result<Canceled, Error>);

/// The answers to [`Client::cancel_syncs`]: a [`Stream`] of `(InstanceId, Result<Canceled, Error>)`,
/// one for each id that was taken from the input, in the order in which they come. Take them with
/// [`next`](Self::next), or with the `StreamExt` of your choice.
///
/// An id is taken from the input when one of the calls in flight ends and its answer is taken from
/// here; no list is kept of what was or will be sent. So memory does not grow with the number of ids,
/// the input may be endless, and answers that nobody takes end the sending.
///
/// To poll it, a tokio runtime is needed: the calls run in tasks of their own, so that slow handling
/// of an answer does not slow down the calls in flight.
///
/// # Cancellation safety
///
/// [`next`](Self::next) can be dropped at any time without losing an answer. To *stop*, use
/// [`stop`](Self::stop) or a [`StopHandle`], and take the answers that still come: those that were not
/// sent are of the kind [`Stopped`](ErrorKind::Stopped). To drop the stream
/// aborts the calls in flight: those that waited for their turn are not sent, and of the others, at
/// most [`max_in_flight`](Self::max_in_flight), nobody knows whether the server has acted. To cancel
/// their syncs again is harmless.
#[must_use = "nothing is sent before it is polled"]
pub struct CancelSyncs<S> {
    client: Client,
    options: Options,
    max_in_flight: usize,
    /// None when it has ended, or is not wanted any more.
    ids: Option<Pin<Box<S>>>,
    calls: JoinSet<Result<Canceled, Error>>,
    instances: HashMap<Id, InstanceId>,
    stop: StopHandle,
    stopped: Pin<Box<dyn Future<Output = ()> + Send + Sync>>,
    /// The client with the options, once there is a call.
    api: Option<Arc<vast_api::Client>>,
}

impl<S: Stream<Item: Into<InstanceId>>> CancelSyncs<S> {
    pub(crate) fn new(client: Client, ids: S) -> Self {
        let stop = StopHandle::default();
        Self {
            client,
            options: Options {
                stop: Some(stop.clone()),
                ..Options::default()
            },
            max_in_flight: MAX_IN_FLIGHT,
            ids: Some(Box::pin(ids)),
            calls: JoinSet::new(),
            instances: HashMap::new(),
            stopped: Box::pin(stop.stopped()),
            stop,
            api: None,
        }
    }

    /// How many calls are under way at the same time, those that wait for their turn included. At
    /// least one; 8 unless set.
    ///
    /// A server with a rate limit is not asked more often for a higher number.
    pub fn max_in_flight(mut self, calls: usize) -> Self {
        self.max_in_flight = calls.max(1);
        self
    }

    /// When a request is sent again: in place of the client's policy.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.options.retry = Some(policy);
        self.api = None;
        self
    }

    /// How long each call may take, from when its id is taken to its answer, with all attempts and
    /// waits: in place of that of the retry policy. `None` is no limit.
    pub fn deadline(mut self, deadline: impl Into<Option<Duration>>) -> Self {
        self.options.deadline = Some(deadline.into());
        self.api = None;
        self
    }

    /// How long each attempt may take: in place of the client's timeout.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = Some(timeout);
        self.api = None;
        self
    }

    /// Takes no more ids and sends nothing more. The requests under way still have their answers; a
    /// call that waits to try again ends with what came of its last attempt, and one that waits for
    /// its first with [`Stopped`](ErrorKind::Stopped).
    pub fn stop(&mut self) {
        self.ids = None;
        self.stop.stop();
    }

    /// Does what [`stop`](Self::stop) does, from elsewhere: a signal handler, say.
    #[must_use]
    pub fn stop_handle(&self) -> StopHandle {
        self.stop.clone()
    }

    /// The next answer; `None` after the last one.
    pub async fn next(&mut self) -> Option<Answer> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Sends for as many ids as there is room for.
    fn fill(&mut self, context: &mut Context<'_>) {
        if self.ids.is_some() && self.stopped.as_mut().poll(context).is_ready() {
            self.ids = None;
        }
        while self.calls.len() < self.max_in_flight
            && let Some(ids) = &mut self.ids
        {
            match ids.as_mut().poll_next(context) {
                Poll::Ready(Some(id)) => self.send(id.into()),
                Poll::Ready(None) => self.ids = None,
                Poll::Pending => return,
            }
        }
    }

    fn send(&mut self, instance: InstanceId) {
        let api = self.api.get_or_insert_with(|| {
            let options = self.options.clone();
            options.on(self.client.shared_api())
        });
        let call = CancelSync::new(Arc::clone(api), instance);
        let task = self.calls.spawn(call.send());
        self.instances.insert(task.id(), instance);
    }

    fn answer(&mut self, ended: Result<(Id, Result<Canceled, Error>), JoinError>) -> Answer {
        let (task, result) = match ended {
            Ok(ended) => ended,
            Err(error) => (error.id(), Err(ended_early(error))),
        };
        // Every task was noted when it was spawned.
        let instance = self.instances.remove(&task).unwrap_or(InstanceId::from(0));
        (instance, result)
    }
}

fn ended_early(error: JoinError) -> Error {
    match error.try_into_panic() {
        Ok(panic) => std::panic::resume_unwind(panic),
        Err(shut_down) => {
            let message = "the call was ended with the tokio runtime; the server may have acted";
            Error::new(ErrorKind::Interrupted, message)
                .that_may_have_executed()
                .because(shut_down)
        }
    }
}

impl<S: Stream<Item: Into<InstanceId>>> Stream for CancelSyncs<S> {
    type Item = Answer;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Answer>> {
        let this = self.get_mut();
        this.fill(context);
        if this.calls.is_empty() && this.ids.is_some() {
            // The input has nothing yet, and will wake us.
            return Poll::Pending;
        }
        let ended = ready!(this.calls.poll_join_next_with_id(context));
        Poll::Ready(ended.map(|ended| this.answer(ended)))
    }
}

impl<S> fmt::Debug for CancelSyncs<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CancelSyncs")
            .field("client", &self.client)
            .field("options", &self.options)
            .field("max_in_flight", &self.max_in_flight)
            .field("in_flight", &self.calls.len())
            .finish_non_exhaustive()
    }
}

/// Ids for [`Client::cancel_syncs`]: any iterator, and any stream, of what an [`InstanceId`] can be
/// made from. `Kind` is one of the two, and is inferred.
pub trait IntoIds<Kind>: sealed::IntoIds<Kind> {}

impl<Kind, I: sealed::IntoIds<Kind>> IntoIds<Kind> for I {}

pub(crate) mod sealed {
    use futures_util::{Stream, stream};

    use crate::InstanceId;

    pub enum FromIterator {}
    pub enum FromStream {}

    pub trait IntoIds<Kind> {
        type Ids: Stream<Item: Into<InstanceId>>;

        fn into_ids(self) -> Self::Ids;
    }

    impl<I: IntoIterator<Item: Into<InstanceId>>> IntoIds<FromIterator> for I {
        type Ids = stream::Iter<I::IntoIter>;

        fn into_ids(self) -> Self::Ids {
            stream::iter(self)
        }
    }

    impl<S: Stream<Item: Into<InstanceId>>> IntoIds<FromStream> for S {
        type Ids = S;

        fn into_ids(self) -> S {
            self
        }
    }
}
