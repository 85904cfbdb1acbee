//! The results as a page: in `target/bench` as data, in `docs/benchmarks` for readers.

use std::{
    collections::BTreeMap,
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde::{Deserialize, Serialize};

use super::{
    measured::{Limit, Line, Measured, Row, Spread, short},
    plots,
};
use crate::root;

/// The last result of each section.
#[derive(Default, Serialize, Deserialize)]
pub struct Results(BTreeMap<String, Section>);

#[derive(Serialize, Deserialize)]
struct Section {
    /// When, where and with what it was measured.
    circumstances: String,
    measured: Measured,
}

fn data() -> PathBuf {
    root().join("target/bench/results.json")
}

impl Results {
    pub fn read() -> Self {
        let text = fs::read_to_string(data()).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    pub fn keep(&mut self, name: &str, measured: Measured) {
        let circumstances = circumstances();
        let section = Section {
            circumstances,
            measured,
        };
        self.0.insert(name.to_owned(), section);
        let text = serde_json::to_string_pretty(self).expect("figures");
        let folder = root().join("target/bench");
        let written = fs::create_dir_all(folder).and_then(|()| fs::write(data(), text));
        written.expect("target/bench can be written");
    }

    /// Writes the page and its pictures to a folder, with these sections in this order.
    pub fn write_page(&self, folder: &Path, names: &[String]) -> Result<(), Box<dyn Error>> {
        let mut sections = Vec::new();
        for name in names {
            let section = self.0.get(name);
            sections.push(section.ok_or_else(|| format!("{name} has not been measured here"))?);
        }
        let all = || sections.iter().map(|section| &section.measured);
        let rows: Vec<&Row> = all().flat_map(|it| &it.rows).collect();
        let lines = |picture| -> Vec<&Line> {
            let lines = all().flat_map(|it| &it.lines);
            lines.filter(|line| line.picture == picture).collect()
        };
        let mut machines: Vec<&str> = sections.iter().map(|it| &*it.circumstances).collect();
        machines.dedup();
        let notes: Vec<&str> = all().flat_map(|it| &it.notes).map(|note| &**note).collect();

        fs::create_dir_all(folder)?;
        plots::ratios(&folder.join("ratios.svg"), &rows)?;
        plots::growth(&folder.join("growth.svg"), &lines("growth"))?;
        plots::pipeline(&folder.join("pipeline.svg"), &lines("pipeline"))?;
        let page = format!(
            include_str!("page.md"),
            machines = list(&machines),
            table = table(rows),
            notes = list(&notes),
        );
        Ok(fs::write(folder.join("README.md"), page)?)
    }
}

fn list(items: &[&str]) -> String {
    let items: Vec<String> = items.iter().map(|item| format!("* {item}")).collect();
    items.join("\n")
}

fn circumstances() -> String {
    const SCRIPT: &str = r#"
        cpu=$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)
        echo "$(date -u +%F): $(nproc) cores of $cpu, $(uname -sr); $(rustc --version),\
 $(curl --version | head -n 1 | cut -d ' ' -f 1-2), $(python3 --version), $(valgrind --version)"
    "#;
    let output = Command::new("sh").args(["-c", SCRIPT]).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    text.unwrap_or_default().trim().to_owned()
}

/// The rows as Markdown.
pub fn table<'r>(rows: impl IntoIterator<Item = &'r Row>) -> String {
    let head = "\
| what | against | ours | theirs | ratio: median (least to most, pairs) | to reach | |
| --- | --- | --- | --- | --- | --- | --- |
";
    head.to_owned() + &rows.into_iter().map(line).collect::<String>()
}

fn line(row: &Row) -> String {
    let median = |figures: Spread| format!("{} {}", short(figures.median), row.unit);
    let ratio = row.ratio();
    let [middle, least, most] = [ratio.median, ratio.least, ratio.most].map(short);
    let limit = match row.limit {
        None => "said, not judged".to_owned(),
        Some(Limit::Ratio(most)) => format!("≤ {}", short(most)),
        Some(Limit::Difference(most)) => format!("≤ {most} more"),
    };
    let verdict = match row.is_met() {
        None => "",
        Some(true) => "met",
        Some(false) => "**missed**",
    };
    format!(
        "| {} | {} | {} | {} | {middle} ({least} to {most}, {}) | {limit} | {verdict} |\n",
        row.what,
        row.against,
        median(row.ours()).trim_end(),
        median(row.theirs()).trim_end(),
        row.pairs.len()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn growing(picture: &str) -> Line {
        let mut line = Line::new(picture, "time");
        line.points.extend([(1.0, 20.0), (1_000.0, 30.0)]);
        line
    }

    #[test]
    fn the_page_has_a_row_for_each_comparison_and_three_pictures() {
        let pairs = vec![[1.0, 2.0], [1.0, 4.0], [2.0, 2.0]];
        let row = Row::new("a call", "another", "µs", pairs).held_to(Limit::Ratio(0.4));
        let measured = Measured {
            rows: vec![row],
            lines: vec![growing("growth"), growing("pipeline")],
            notes: vec!["a remark".to_owned()],
        };
        let circumstances = "today: here".to_owned();
        let section = Section {
            circumstances,
            measured,
        };
        let results = Results(BTreeMap::from([("call".to_owned(), section)]));
        let folder = tempfile::tempdir().expect("a folder");
        let written = results.write_page(folder.path(), &["call".to_owned()]);
        written.expect("a page");

        let page = fs::read_to_string(folder.path().join("README.md")).expect("a page");
        let row = "| a call | another | 1.00 µs | 2.00 µs | 0.500 (0.250 to 1.00, 3) | ≤ 0.400 | **missed** |";
        assert!(page.contains(row), "{page}");
        assert!(page.contains("* today: here\n"), "{page}");
        for picture in ["ratios.svg", "growth.svg", "pipeline.svg"] {
            assert!(folder.path().join(picture).exists(), "{picture}");
        }
        let missing = results.write_page(folder.path(), &["size".to_owned()]);
        let missing = missing.expect_err("no page").to_string();
        assert_eq!(missing, "size has not been measured here");
    }

    #[test]
    fn figures_have_three_digits_and_their_thousands_apart() {
        let texts = [0.0, 0.004_96, 0.383, 9.55, 104.4, 79_876.0, 1_457_000.0].map(short);
        let expected = ["0", "0.0050", "0.383", "9.55", "104", "79,876", "1,457,000"];
        assert_eq!(texts, expected);
    }
}
