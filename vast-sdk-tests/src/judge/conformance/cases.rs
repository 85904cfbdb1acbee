//! Random cases: how many, from which seed, and how a failure is reported.

use std::fmt;

use proptest::{
    strategy::{BoxedStrategy, Strategy, ValueTree},
    test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner},
};

/// How many random cases a schema gets.
#[derive(Clone, Copy)]
pub struct Cases(u32);

impl Cases {
    /// This many, whatever `PROPTEST_CASES` says.
    #[must_use]
    pub fn exactly(number: u32) -> Self {
        Self(number)
    }

    /// As many as `PROPTEST_CASES` says, otherwise this many.
    #[must_use]
    pub fn or(default: u32) -> Self {
        let set = std::env::var("PROPTEST_CASES").ok();
        Self(set.and_then(|set| set.parse().ok()).unwrap_or(default))
    }
}

/// The same cases each time, unless `PROPTEST_RNG_SEED` says otherwise.
fn runner(cases: Cases) -> (TestRunner, u64) {
    let set = std::env::var("PROPTEST_RNG_SEED").ok();
    let seed = set.and_then(|seed| seed.parse().ok()).unwrap_or(0);
    let config = Config {
        cases: cases.0,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        max_shrink_iters: 4096,
        ..Config::default()
    };
    (TestRunner::new(config), seed)
}

/// One value, always the same.
pub(super) fn sample<T: fmt::Debug>(values: &BoxedStrategy<T>) -> Option<T> {
    samples(values, 1).pop()
}

/// Some values, always the same.
pub(super) fn samples<T: fmt::Debug>(values: &BoxedStrategy<T>, count: usize) -> Vec<T> {
    let (mut runner, _) = runner(Cases(1));
    let values = (0..count).map_while(|_| Some(values.new_tree(&mut runner).ok()?.current()));
    values.collect()
}

/// Checks examples first, then random values; a failing value is shrunk.
///
/// # Errors
///
/// What `check` returned for the value that failed, and that value.
pub fn check_all<T: fmt::Debug + fmt::Display>(
    examples: impl IntoIterator<Item = T>,
    random: Option<&BoxedStrategy<T>>,
    cases: Cases,
    check: impl Fn(&T) -> Result<(), String>,
) -> Result<(), String> {
    for example in examples {
        check(&example).map_err(|what| format!("{what}\n  with the example {example}"))?;
    }
    let Some(random) = random else { return Ok(()) };
    let (mut runner, seed) = runner(cases);
    let result = runner.run(random, |value| check(&value).map_err(TestCaseError::fail));
    result.map_err(|error| match error {
        TestError::Fail(what, value) => format!(
            "{what}\n  with {value}\n  shrunk from random cases; PROPTEST_RNG_SEED={seed} repeats them"
        ),
        TestError::Abort(why) => format!("no random cases: {why}"),
    })
}
