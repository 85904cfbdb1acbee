//! The `vast` command as a whole process, from its start to its end.

use std::process::Command;

use crate::{
    measured::{FEW_ROUNDS, Measured, ROUNDS, Row, Target, in_turns},
    programs::{BY_HAND, BY_HAND_WITHOUT_TLS, Cancel, VAST, VASTAI, succeed},
    server_process::ServerProcess,
};

const WHAT: &str = "`vast cancel sync`, whole process";

pub fn measure() -> Measured {
    let http = ServerProcess::start();
    let https = ServerProcess::start_tls();
    let time = |what: &str, rounds, ours: &Cancel, theirs: &Cancel, target| {
        let pairs = in_turns(rounds, || ours.milliseconds(), || theirs.milliseconds());
        let what = format!("{WHAT}, {what}");
        Row::new(&what, &format!("`{}`", theirs.name), "ms", pairs).at_most(Target::Ratio(target))
    };
    let (vast, vast_tls) = (Cancel::vast(&http), Cancel::vast(&https));
    let by_hand = Cancel::by_hand("by-hand", &BY_HAND, &http);
    let by_hand_tls = Cancel::by_hand("by-hand", &BY_HAND, &https);
    let without_tls = Cancel::by_hand("by-hand without TLS", &BY_HAND_WITHOUT_TLS, &http);
    let mut rows = vec![
        time("http", 2 * ROUNDS, &vast, &Cancel::curl(&http), 0.4),
        time("https", 2 * ROUNDS, &vast_tls, &Cancel::curl(&https), 1.0),
        time("http", 2 * ROUNDS, &vast, &by_hand, 1.3),
        time("http", 2 * ROUNDS, &vast, &without_tls, 1.3),
        time("https", 2 * ROUNDS, &vast_tls, &by_hand_tls, 1.3),
    ];
    let mut notes = Vec::new();
    match &*VASTAI {
        Ok(program) => {
            let vastai = Cancel::vastai(program, &http);
            rows.push(time("http", FEW_ROUNDS, &vast, &vastai, 1.0 / 150.0));
            let pairs = in_turns(FEW_ROUNDS, || vast.peak(), || vastai.peak());
            let row = Row::new(&format!("{WHAT}: peak memory"), "`vastai`", "KiB", pairs);
            rows.push(row.at_most(Target::Ratio(0.2)));
        }
        Err(why) => notes.push(format!("the official client: {why}")),
    }
    Measured {
        rows,
        notes,
        ..Measured::default()
    }
}

/// The size of the stripped release builds.
pub fn size() -> Measured {
    let size = |program: &std::path::Path| {
        let stripped = tempfile::NamedTempFile::new().expect("a file");
        succeed(
            Command::new("strip")
                .arg("-o")
                .arg(stripped.path())
                .arg(program),
        );
        #[expect(clippy::cast_precision_loss, reason = "not that large")]
        let bytes = std::fs::metadata(stripped.path()).expect("a file").len() as f64;
        bytes / 1e6
    };
    let pairs = vec![[size(&VAST), size(&BY_HAND)]];
    let row = Row::new(
        "size of the stripped release `vast`",
        "`by-hand`",
        "MB",
        pairs,
    );
    Measured {
        rows: vec![row.at_most(Target::Ratio(1.4))],
        ..Measured::default()
    }
}
