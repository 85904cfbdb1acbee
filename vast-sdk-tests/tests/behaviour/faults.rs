//! Everything that can go wrong between a client and the API: what the SDK returns, and how many attempts it
//! makes. The table in docs/reliability.md says the same.

use std::time::Duration;

use tokio::time::timeout;
use vast_sdk::CallOptions;
use vast_sdk_tests::{
    each_fault,
    servers::faults::{self, Case},
};

/// Longer than any call in these tests takes.
const AGES: Duration = Duration::from_secs(60);

async fn check(case: Case) {
    let Case { expected, .. } = &case;
    let call = case.client.cancel_sync(12371);
    let patient = CallOptions::new().attempt_timeout(case.timeout);
    let result = timeout(AGES, call.clone().options(patient).send()).await;
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
    // The deadline also ends an attempt whose own timeout is longer.
    let hurried = CallOptions::new()
        .attempt_timeout(AGES)
        .deadline(case.timeout.min(Duration::from_millis(200)));
    let result = timeout(AGES / 2, call.options(hurried).send()).await;
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
async fn the_table_of_faults_says_what_becomes_of_each() {
    let page = include_str!("../../../docs/reliability.md");
    for Case { name, expected, .. } in faults::all().await {
        let result = match expected.kind {
            None => "success".to_owned(),
            Some(kind) => format!("`{kind:?}`"),
        };
        let row = format!("| {name} | {result} | {} |", expected.attempts);
        assert!(page.contains(&row), "{row}");
    }
}
