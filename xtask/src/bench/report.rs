//! The results as a page: in `target/bench` as data, in `docs/benchmarks` for readers.

use std::{
    collections::BTreeMap,
    error::Error,
    fmt::Write as _,
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

    /// Writes the page and its pictures to a folder, with these questions in this order.
    pub fn write_page(&self, folder: &Path, questions: &[Question]) -> Result<(), Box<dyn Error>> {
        fs::create_dir_all(folder)?;
        let mut answers = String::new();
        let mut machines: Vec<&str> = Vec::new();
        let mut at_a_glance: Vec<&Row> = Vec::new();
        for question in questions {
            let mut sections = Vec::new();
            for name in &question.sections {
                let section = self.0.get(name);
                sections.push(section.ok_or_else(|| format!("{name} has not been measured here"))?);
            }
            machines.extend(sections.iter().map(|section| &*section.circumstances));
            let all = || sections.iter().map(|section| &section.measured);
            let rows: Vec<&Row> = all().flat_map(|it| &it.rows).collect();
            let lines: Vec<&Line> = all().flat_map(|it| &it.lines).collect();
            let notes: Vec<&str> = all().flat_map(|it| &it.notes).map(|note| &**note).collect();
            let picture = format!("{}.svg", question.picture);
            if lines.is_empty() {
                plots::bars(&folder.join(&picture), &rows)?;
            } else {
                plots::curves(&folder.join(&picture), &lines)?;
            }
            let Question { title, .. } = question;
            let (table, notes) = (table(rows.iter().copied()), list(&notes));
            write!(
                answers,
                "## {title}\n\n![{title}]({picture})\n\n{table}\n{notes}\n"
            )?;
            let glanced = |row: &&Row| row.caption.as_ref().is_some_and(|it| it.at_a_glance);
            at_a_glance.extend(rows.into_iter().filter(glanced));
        }
        machines.sort_unstable();
        machines.dedup();
        plots::bars(&folder.join("at-a-glance.svg"), &at_a_glance)?;
        let page = format!(
            include_str!("page.md"),
            machines = list(&machines),
            answers = answers.trim_end(),
        );
        Ok(fs::write(folder.join("README.md"), page)?)
    }
}

/// A part of the page, with a picture of its own.
pub struct Question {
    pub title: &'static str,
    /// The name of its file, without the ending.
    pub picture: &'static str,
    pub sections: Vec<String>,
}

fn list(items: &[&str]) -> String {
    let items: Vec<String> = items.iter().map(|item| format!("* {item}\n")).collect();
    items.concat()
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

    fn section(measured: Measured) -> Section {
        let circumstances = "today: here".to_owned();
        Section {
            circumstances,
            measured,
        }
    }

    fn question(title: &'static str, picture: &'static str, section: &str) -> Question {
        let sections = vec![section.to_owned()];
        Question {
            title,
            picture,
            sections,
        }
    }

    #[test]
    fn each_question_has_a_picture_and_a_row_for_each_comparison() {
        let pairs = vec![[1.0, 2.0], [1.0, 4.0], [2.0, 2.0]];
        let row = Row::new("a call", "another", "µs", pairs).held_to(Limit::Ratio(0.4));
        let row = row.drawn("One call", "mine").at_a_glance();
        let hidden = Row::new("noise", "noise", "", vec![[3.0, 3.0]]);
        let call = Measured {
            rows: vec![row, hidden],
            notes: vec!["a remark".to_owned()],
            ..Measured::default()
        };
        let mut line = Line::new("time", "ms", "ids");
        line.points.extend([(1.0, 20.0), (1_000.0, 30.0)]);
        let growth = Measured {
            lines: vec![line],
            ..Measured::default()
        };
        let sections = [("call", call), ("growth", growth)];
        let sections = sections.map(|(name, measured)| (name.to_owned(), section(measured)));
        let results = Results(BTreeMap::from(sections));
        let folder = tempfile::tempdir().expect("a folder");
        let questions = [
            question("Calls", "calls", "call"),
            question("Many", "many", "growth"),
        ];
        results
            .write_page(folder.path(), &questions)
            .expect("a page");

        let read = |name| fs::read_to_string(folder.path().join(name)).expect("a file");
        let page = read("README.md");
        let row = "| a call | another | 1.00 µs | 2.00 µs | 0.500 (0.250 to 1.00, 3) | ≤ 0.400 | **missed** |";
        for part in [
            row,
            "* today: here\n",
            "* a remark\n",
            "## Calls\n\n![Calls](calls.svg)",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
        for picture in ["calls.svg", "at-a-glance.svg"] {
            let svg = read(picture);
            for text in [
                "One call",
                "mine",
                "another",
                "1.00 µs",
                "2.00 µs",
                "prefers-color-scheme: dark",
            ] {
                assert!(svg.contains(text), "{picture}, {text}: {svg}");
            }
            assert!(!svg.contains("noise"), "{svg}");
        }
        assert!(read("many.svg").contains("time, ms"));
        let missing = results.write_page(folder.path(), &[question("Size", "size", "size")]);
        let missing = missing.expect_err("no page").to_string();
        assert_eq!(missing, "size has not been measured here");
    }

    #[test]
    fn every_color_of_a_picture_has_another_in_the_dark() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("bars.svg");
        let row = Row::new("a call", "another", "s", vec![[2.0, 1.0]]).held_to(Limit::Ratio(1.0));
        plots::bars(&path, &[&row.drawn("One call", "mine")]).expect("a picture");
        let svg = fs::read_to_string(&path).expect("a file");
        let (style, drawn) = svg.split_once("</style>").expect("a style");
        let colors = drawn.split("=\"#").skip(1).map(|rest| &rest[..6]);
        for color in colors {
            assert!(
                style.contains(&format!("[fill=\"#{color}\"]")),
                "{color}: {style}"
            );
        }
    }

    #[test]
    fn figures_have_three_digits_and_their_thousands_apart() {
        let texts = [0.0, 0.004_96, 0.383, 9.55, 104.4, 79_876.0, 1_457_000.0].map(short);
        let expected = ["0", "0.0050", "0.383", "9.55", "104", "79,876", "1,457,000"];
        assert_eq!(texts, expected);
    }
}
