//! What has been measured, in `docs/benchmarks`: as data, as a table and as pictures.

use std::{collections::BTreeMap, error::Error, fs, path::PathBuf};

use serde::{Deserialize, Serialize};

use crate::{
    machine::Machine,
    measured::{Line, Measured, Row},
    plots, table,
};

/// The sections of the report, each as it was measured last.
#[derive(Default, Serialize, Deserialize)]
pub struct Results(BTreeMap<String, Section>);

#[derive(Serialize, Deserialize)]
struct Section {
    #[serde(flatten)]
    machine: Machine,
    #[serde(flatten)]
    measured: Measured,
}

fn folder() -> PathBuf {
    crate::programs::root().join("docs/benchmarks")
}

impl Results {
    /// Those of before, if there are any.
    pub fn read() -> Result<Self, Box<dyn Error>> {
        let path = folder().join("results.json");
        if !path.exists() {
            return Ok(Self::default());
        }
        Ok(serde_json::from_str(&fs::read_to_string(path)?)?)
    }

    pub fn insert(&mut self, name: &str, machine: Machine, measured: Measured) {
        let section = Section { machine, measured };
        self.0.insert(name.to_owned(), section);
    }

    /// Writes data, table and pictures, and returns the table. The sections come in this order.
    pub fn write(&self, order: &[&str]) -> Result<String, Box<dyn Error>> {
        let sections = order.iter().filter_map(|name| self.0.get(*name));
        let sections: Vec<&Section> = sections.collect();
        let rows: Vec<&Row> = sections.iter().flat_map(|it| &it.measured.rows).collect();
        let table: String = rows.iter().map(|row| table::row(row)).collect();
        let table = table::HEAD.to_owned() + &table;

        fs::create_dir_all(folder())?;
        let json = serde_json::to_string_pretty(self)? + "\n";
        fs::write(folder().join("results.json"), json)?;
        plots::ratios(&folder().join("ratios.svg"), &rows)?;
        let lines: Vec<&Line> = sections.iter().flat_map(|it| &it.measured.lines).collect();
        plots::growth(&folder().join("growth.svg"), &in_picture(&lines, "growth"))?;
        plots::pipeline(
            &folder().join("pipeline.svg"),
            &in_picture(&lines, "pipeline"),
        )?;
        fs::write(folder().join("README.md"), page(&sections, &table))?;
        Ok(table)
    }
}

fn in_picture<'l>(lines: &[&'l Line], picture: &str) -> Vec<&'l Line> {
    let lines = lines.iter().filter(|line| line.picture == picture);
    lines.copied().collect()
}

fn page(sections: &[&Section], table: &str) -> String {
    let mut machines: Vec<&Machine> = Vec::new();
    for section in sections {
        if !machines.contains(&&section.machine) {
            machines.push(&section.machine);
        }
    }
    let machines = machines.iter().map(|it| {
        let versions = it.versions.join(", ");
        format!("{}: {}; {versions}", it.date, it.hardware)
    });
    let notes = sections.iter().flat_map(|section| &section.measured.notes);
    let (machines, notes) = (list(machines), list(notes));
    format!(
        "\
<!-- Written by `cargo run --release -p vast-sdk-tests --bin bench-report`. -->
# Measured, side by side

{machines}

Each row compares two things that were measured in turns, in the same run, over loopback. The figures are medians; the ratio is
that of each pair, ours to theirs, so less is better. `results.json` has every pair.

![The ratios](ratios.svg)

{table}
{notes}

![What an id costs, by the number of ids](growth.svg)

![What an operation of the document costs, by the number of operations](pipeline.svg)

`cargo run --release -p vast-sdk-tests --bin bench-report` measures all of it again and writes this page; with the names of
sections behind `--`, only these. It needs Linux, valgrind, curl, binutils and Python 3, into which it installs
`vastai` 1.9.1. `by-hand` is the program in `vast-sdk-tests/peers/by-hand`, built with the same profile as `vast`. The latency of a call is
held to the noise of a single round: the 95th percentile of `reqwest` against itself. The stages of the pipeline are those of a release
build.
"
    )
}

fn list(items: impl Iterator<Item = impl std::fmt::Display>) -> String {
    let items: Vec<String> = items.map(|item| format!("* {item}")).collect();
    items.join("\n")
}
