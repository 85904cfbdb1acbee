use std::{
    collections::HashMap,
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use futures_util::Stream;
use tokio::task::{Id, JoinError, JoinSet};
use vast_api::{CallOptions, ClientInfo, StopHandle};

use crate::{CancelSync, Canceled, Client, Error, ErrorKind, InstanceId};

const MAX_IN_FLIGHT: usize = 8;

type Answer = (InstanceId, Result<Canceled, Error>);

/// The answers to [`Client::cancel_many`], as a [`Stream`] of `(InstanceId, Result<Canceled, Error>)`: one
/// for each id, in the order in which they arrive. Take them with [`next`](Self::next), or with a
/// `StreamExt`.
///
/// An id is taken from the input when there is room for another call, that is, when an answer has been
/// taken from the stream. Memory therefore does not grow with the number of ids, the input may be
/// endless, and nothing more is sent while no answers are taken.
///
/// It has to be polled in a tokio runtime: each call is a task, so that calls in flight do not time out
/// while your code handles an answer.
///
/// # Cancellation safety
///
/// Dropping the future of [`next`](Self::next) loses no answer. To end a run early, use
/// [`stop`](Self::stop) or a [`StopHandle`], and take the answers that still come: calls that were not
/// sent end with [`Stopped`](ErrorKind::Stopped). Dropping the stream aborts the calls in flight, at most
/// [`max_in_flight`](Self::max_in_flight) of them; the server may or may not act on those. Canceling
/// their syncs again is harmless.
#[must_use = "nothing is sent before it is polled"]
pub struct CancelMany<S> {
    client: Client,
    options: CallOptions,
    max_in_flight: usize,
    /// None once it has ended or the run was stopped.
    ids: Option<Pin<Box<S>>>,
    calls: JoinSet<Result<Canceled, Error>>,
    instances: HashMap<Id, InstanceId>,
    stop: StopHandle,
    stopped: Pin<Box<dyn Future<Output = ()> + Send + Sync>>,
    /// The generated client with the options, made for the first call.
    api: Option<Arc<vast_api::Client>>,
}

impl<S: Stream<Item: Into<InstanceId>>> CancelMany<S> {
    pub(crate) fn new(client: Client, ids: S) -> Self {
        let stop = StopHandle::default();
        Self {
            client,
            options: CallOptions::new(),
            max_in_flight: MAX_IN_FLIGHT,
            ids: Some(Box::pin(ids)),
            calls: JoinSet::new(),
            instances: HashMap::new(),
            stopped: Box::pin(stop.stopped()),
            stop,
            api: None,
        }
    }

    /// How many calls may be in flight at the same time, including those that wait for the rate limit.
    /// Default: 8. 0 counts as 1.
    ///
    /// A higher number helps against latency. It does not get around the server's rate limit.
    pub fn max_in_flight(mut self, calls: usize) -> Self {
        self.max_in_flight = calls.max(1);
        self
    }

    /// Sets retries and time limits for each call from now on. What is not set in `options` comes from
    /// the client. The deadline of a call starts when its id is taken from the input.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options.or(self.options);
        self.api = None;
        self
    }

    /// Stops the run: no more ids are taken, and nothing more is sent. Calls in flight still finish. A
    /// call that waits for a retry ends with the outcome of its last attempt, and one that waits for its
    /// first attempt with [`Stopped`](ErrorKind::Stopped).
    pub fn stop(&mut self) {
        self.ids = None;
        self.stop.stop();
    }

    /// A handle that does the same as [`stop`](Self::stop), from a signal handler for example.
    #[must_use]
    pub fn stop_handle(&self) -> StopHandle {
        self.stop.clone()
    }

    /// The next answer; `None` after the last one.
    pub async fn next(&mut self) -> Option<Answer> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Starts as many calls as there is room for.
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
            let transport = self.client.api().inner().clone();
            let transport = transport.with_options(self.options.clone());
            Arc::new(transport.with_stop(self.stop.clone()).client())
        });
        let call = CancelSync::new(Arc::clone(api), instance);
        let task = self.calls.spawn(call.send());
        self.instances.insert(task.id(), instance);
    }

    fn answer(&mut self, ended: Result<(Id, Result<Canceled, Error>), JoinError>) -> Answer {
        let task = match &ended {
            Ok((task, _)) => *task,
            Err(error) => error.id(),
        };
        // Every task was noted when it was spawned.
        let instance = self.instances.remove(&task).unwrap_or(InstanceId::from(0));
        let result = match ended {
            Ok((_, result)) => result,
            Err(error) => Err(aborted(error).about(instance)),
        };
        (instance, result)
    }
}

/// A panic goes on; otherwise, the runtime was shut down.
fn aborted(error: JoinError) -> Error {
    match error.try_into_panic() {
        Ok(panic) => std::panic::resume_unwind(panic),
        Err(shut_down) => {
            let sentence = "the call was ended with the tokio runtime; the server may have acted";
            Error::new(ErrorKind::Interrupted, sentence)
                .that_may_have_executed()
                .with_source(shut_down)
        }
    }
}

impl<S: Stream<Item: Into<InstanceId>>> Stream for CancelMany<S> {
    type Item = Answer;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Answer>> {
        let this = self.get_mut();
        this.fill(context);
        if this.calls.is_empty() && this.ids.is_some() {
            // The input is not ready, and will wake this task.
            return Poll::Pending;
        }
        let ended = ready!(this.calls.poll_join_next_with_id(context));
        Poll::Ready(ended.map(|ended| this.answer(ended)))
    }
}

impl<S> fmt::Debug for CancelMany<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CancelMany")
            .field("client", &self.client)
            .field("options", &self.options)
            .field("max_in_flight", &self.max_in_flight)
            .field("in_flight", &self.calls.len())
            .finish_non_exhaustive()
    }
}
