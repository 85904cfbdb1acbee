//! The results as Markdown.

use std::fmt::Write;

use crate::measured::{Row, Target};

pub const HEAD: &str = "\
| what | against | ours | theirs | ratio: median (least to most, pairs) | to reach | |
| --- | --- | --- | --- | --- | --- | --- |
";

pub fn row(row: &Row) -> String {
    let ratio = row.ratio();
    let mut text = String::new();
    let _ = write!(
        text,
        "| {} | {} | {} | {} | {} ({} to {}, {}) |",
        row.what,
        row.against,
        with_unit(row.ours().median, &row.unit),
        with_unit(row.theirs().median, &row.unit),
        short(ratio.median),
        short(ratio.least),
        short(ratio.most),
        row.pairs.len(),
    );
    let target = match row.target {
        Target::None => "said, not judged".to_owned(),
        Target::Ratio(most) => format!("≤ {}", short(most)),
        Target::More(most) => format!("≤ {most} more"),
    };
    let verdict = match row.is_met() {
        None => "",
        Some(true) => "met",
        Some(false) => "**missed**",
    };
    let _ = writeln!(text, " {target} | {verdict} |");
    text
}

fn with_unit(figure: f64, unit: &str) -> String {
    format!("{} {unit}", short(figure)).trim_end().to_owned()
}

/// Three digits, or all of those before the point.
pub fn short(figure: f64) -> String {
    let digits = figure.abs().log10().floor();
    match digits {
        _ if figure == 0.0 => "0".to_owned(),
        2.0.. => with_thousands(figure),
        1.0..2.0 => format!("{figure:.1}"),
        0.0..1.0 => format!("{figure:.2}"),
        -1.0..0.0 => format!("{figure:.3}"),
        _ => format!("{figure:.4}"),
    }
}

fn with_thousands(figure: f64) -> String {
    let digits = format!("{figure:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
