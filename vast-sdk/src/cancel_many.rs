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
use vast_api::{CallOptions, ClientInfo, StopHandle};

use crate::{CancelSync, Canceled, Client, Error, ErrorKind, InstanceId};
use outage::{Failed, Next, Outage, Strikes};

mod outage;

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
/// # Outages
///
/// If the server fails rather than a call, that is, if connections are refused or break, if nothing comes in time or
/// the status is 502 to 504, 520 to 524 or 529, and the retries of the call do not help, the run pauses: it takes
/// nothing from the input, and sends one call at a time to find out whether the server is there again. Then it goes on,
/// and calls that failed are sent again. After [`max_outage`](Self::max_outage), they end with their errors, and the rest of
/// the input is left. A call that fails time and again while others are answered ends with its error, too. A run of a single
/// call does not pause, nor does one whose calls have no retries ([`RetryPolicy::none`](crate::RetryPolicy::none)).
///
/// # Where it runs
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
    in_flight: HashMap<Id, (InstanceId, Strikes)>,
    /// How many ids were taken from the input.
    taken: u64,
    /// Whether the input says that it has only one.
    is_single: bool,
    outage: Outage,
    stop: StopHandle,
    stopped: Pin<Box<dyn Future<Output = ()> + Send + Sync>>,
    /// The generated client with the options, made for the first call.
    api: Option<Arc<vast_api::Client>>,
}

impl<S: Stream<Item: Into<InstanceId>>> CancelMany<S> {
    pub(crate) fn new(client: Client, ids: S) -> Self {
        let stop = StopHandle::default();
        Self {
            is_single: ids.size_hint() == (1, Some(1)),
            taken: 0,
            client,
            options: CallOptions::new(),
            max_in_flight: MAX_IN_FLIGHT,
            ids: Some(Box::pin(ids)),
            calls: JoinSet::new(),
            in_flight: HashMap::new(),
            outage: Outage::new(),
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

    /// For how long the run pauses at most while the server fails. Default: 10 minutes. Zero means that it does not
    /// pause.
    pub fn max_outage(mut self, time: Duration) -> Self {
        self.outage.set_longest(time);
        self
    }

    /// The last error of a run that is paused because the server fails; `None` if it is not.
    #[must_use]
    pub fn outage(&self) -> Option<&Error> {
        self.outage.last_error()
    }

    /// Sets retries and time limits for each call from now on. What is not set in `options` comes from
    /// the client. The deadline of a call starts when the server's rate limit lets its first request go: others may
    /// use up the limit, and that is no failure of the call.
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
        while !self.outage.is_paused()
            && !self.stop.is_stopped()
            && self.calls.len() < self.max_in_flight
        {
            let next = match self.outage.take_again() {
                Some(failed) => Some((failed.instance, failed.strikes)),
                None => match self.take(context) {
                    Poll::Ready(next) => next,
                    Poll::Pending => return,
                },
            };
            let Some((instance, strikes)) = next else {
                return;
            };
            self.send(instance, strikes);
        }
    }

    /// Takes an id from the input; `None` after the last one.
    fn take(&mut self, context: &mut Context<'_>) -> Poll<Option<(InstanceId, Strikes)>> {
        let Some(ids) = &mut self.ids else {
            return Poll::Ready(None);
        };
        let id = ready!(ids.as_mut().poll_next(context));
        match &id {
            Some(_) => self.taken += 1,
            None => self.ids = None,
        }
        Poll::Ready(id.map(|id| (id.into(), self.outage.none())))
    }

    fn send(&mut self, instance: InstanceId, strikes: Strikes) {
        let api = self.api.get_or_insert_with(|| {
            let transport = self.client.api().inner().clone();
            let transport = transport.with_options(self.options.clone());
            let transport = transport.with_stop(self.stop.clone());
            // The deadline of a single call is for all that it waits for.
            let transport = if self.is_single {
                transport
            } else {
                transport.with_deadline_from_turn()
            };
            Arc::new(transport.client())
        });
        let call = CancelSync::new(Arc::clone(api), instance);
        let task = self.calls.spawn(call.send());
        self.in_flight.insert(task.id(), (instance, strikes));
    }

    /// Finds out whether the server is there again. Only for a paused run, with no call in flight.
    /// Returns the answer of a call that is given up.
    fn probe(&mut self, context: &mut Context<'_>) -> Poll<Option<Answer>> {
        match ready!(self.outage.poll_next(context, self.ids.is_some())) {
            Next::Probe(failed) => self.send(failed.instance, failed.strikes),
            Next::ProbeWithAnother => {
                if let Poll::Ready(Some((instance, strikes))) = self.take(context) {
                    self.send(instance, strikes);
                }
            }
            Next::Blame(failed) => {
                return Poll::Ready(Some((failed.instance, Err(failed.error))));
            }
            Next::GiveUp => self.stop(),
        }
        Poll::Ready(None)
    }

    /// The answer to give, or `None` if the call is to be sent again.
    fn answer(
        &mut self,
        ended: Result<(Id, Result<Canceled, Error>), JoinError>,
    ) -> Option<Answer> {
        let task = match &ended {
            Ok((task, _)) => *task,
            Err(error) => error.id(),
        };
        // Every task was noted when it was spawned.
        let (instance, strikes) = self.in_flight.remove(&task)?;
        let result = match ended {
            Ok((_, result)) => result,
            Err(error) => return Some((instance, Err(aborted(error).about(instance)))),
        };
        match result {
            Err(error) if error.is_outage() => self.failed(instance, error, strikes),
            Err(error) if error.kind() == ErrorKind::Stopped => Some((instance, Err(error))),
            result => {
                self.outage.answered();
                Some((instance, result))
            }
        }
    }

    /// The tasks have stayed behind. A call says so, and sends nothing.
    fn poll_in_fork(&mut self, context: &mut Context<'_>) -> Poll<Option<Answer>> {
        let Some((instance, _)) = ready!(self.take(context)) else {
            return Poll::Ready(None);
        };
        let call = std::pin::pin!(self.client.cancel_sync(instance).send());
        let result = ready!(call.poll(context));
        Poll::Ready(Some((instance, result)))
    }

    fn failed(&mut self, instance: InstanceId, error: Error, strikes: Strikes) -> Option<Answer> {
        if error.is_out_of_descriptors() {
            self.max_in_flight = (self.max_in_flight / 2).max(1);
        }
        let is_single = self.ids.is_none() && self.taken == 1;
        let sends_again = self
            .api
            .as_ref()
            .is_some_and(|api| api.inner().sends_again());
        if is_single || !sends_again || self.stop.is_stopped() {
            return Some((instance, Err(error)));
        }
        let failed = self.outage.failed(Failed {
            instance,
            error,
            strikes,
        })?;
        Some((instance, Err(failed.error)))
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
        if !this.client.api().inner().is_of_this_process() {
            return this.poll_in_fork(context);
        }
        loop {
            this.fill(context);
            if this.calls.is_empty() {
                if this.stop.is_stopped()
                    && let Some(failed) = this.outage.take_failed()
                {
                    return Poll::Ready(Some((failed.instance, Err(failed.error))));
                }
                if this.outage.is_paused() {
                    if let Some(answer) = ready!(this.probe(context)) {
                        return Poll::Ready(Some(answer));
                    }
                    continue;
                }
                if this.ids.is_some() {
                    // The input is not ready, and will wake this task.
                    return Poll::Pending;
                }
            }
            let Some(ended) = ready!(this.calls.poll_join_next_with_id(context)) else {
                return Poll::Ready(None);
            };
            if let Some(answer) = this.answer(ended) {
                return Poll::Ready(Some(answer));
            }
        }
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
