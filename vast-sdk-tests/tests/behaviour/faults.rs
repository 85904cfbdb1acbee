//! Everything that can be wrong between a client and the API: what the SDK makes of it, with how many
//! attempts. The README's table says the same.

use std::time::Duration;

use tokio::time::timeout;
use vast_sdk_tests::{
    each_fault,
    servers::faults::{self, Case},
};

/// Longer than any call here takes.
const AGES: Duration = Duration::from_mins(1);

async fn check(case: Case) {
    let Case { expected, .. } = &case;
    let call = case.client.cancel_sync(12371);
    let result = timeout(AGES, call.clone().timeout(case.timeout).send()).await;
    match result.expect("an end") {
        Ok(canceled) => {
            assert_eq!(expected.kind, None);
            assert_eq!(Some(canceled.text().as_ref()), expected.body.as_deref());
            assert_eq!(canceled.attempts(), expected.attempts);
        }
        Err(error) => {
            assert_eq!(Some(error.kind()), expected.kind, "{error}");
            assert_eq!(
                error.status().map(|status| status.as_u16()),
                expected.status
            );
            let body = error
                .response()
                .map(|response| response.text().into_owned());
            assert_eq!(body, expected.body);
            assert_eq!(error.attempts(), expected.attempts, "{error}");
            assert_eq!(error.may_have_executed(), expected.may_have_executed);
            assert!(error.to_string().contains("12371"), "{error}");
        }
    }
    // However long an attempt may take, the deadline ends it.
    let hurried = call
        .timeout(AGES)
        .deadline(case.timeout.min(Duration::from_millis(200)));
    let result = timeout(AGES / 2, hurried.send()).await;
    let _ = result.expect("an end with the deadline");
}

macro_rules! tests {
    ($($fault:ident),* $(,)?) => {
        $(
            #[tokio::test]
            async fn $fault() {
                check(faults::$fault().await).await;
            }
        )*
    };
}

each_fault!(tests);

#[tokio::test]
async fn the_table_in_the_readme_says_what_becomes_of_each() {
    let readme = include_str!("../../../README.md");
    for Case { name, expected, .. } in faults::all().await {
        let result = match expected.kind {
            None => "success".to_owned(),
            Some(kind) => format!("`{kind:?}`"),
        };
        let row = format!("| {name} | {result} | {} |", expected.attempts);
        assert!(readme.contains(&row), "{row}");
    }
}
