//! Where and with what it is measured.

use std::process::Command;

use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Machine {
    pub date: String,
    pub hardware: String,
    pub versions: Vec<String>,
}

impl Machine {
    pub fn here() -> Self {
        let cores = std::thread::available_parallelism().map_or(0, usize::from);
        let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let cpu = cpu.lines().find_map(|line| line.strip_prefix("model name"));
        let cpu = cpu
            .unwrap_or("an unknown CPU")
            .trim_start_matches([' ', '\t', ':']);
        let system = first_line("uname", &["-sr"]).unwrap_or_default();
        let versions = [
            first_line("rustc", &["--version"]),
            first_line("curl", &["--version"]).map(|line| words(&line, 2)),
            first_line("python3", &["--version"]),
            first_line("valgrind", &["--version"]),
        ];
        Self {
            date: first_line("date", &["-u", "+%F"]).unwrap_or_default(),
            hardware: format!("{cores} cores of {cpu}, {system}"),
            versions: versions.into_iter().flatten().collect(),
        }
    }
}

fn first_line(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().next().map(str::to_owned)
}

fn words(text: &str, count: usize) -> String {
    let words: Vec<&str> = text.split(' ').take(count).collect();
    words.join(" ")
}
