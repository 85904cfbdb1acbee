//! The pictures of the page.

use std::{error::Error, path::Path};

use plotters::{
    coord::Shift,
    prelude::*,
    style::text_anchor::{HPos, Pos, VPos},
};

use super::measured::{Limit, Line, Row, short};

type Drawn = Result<(), Box<dyn Error>>;

const OURS: RGBColor = RGBColor(31, 119, 180);
const MISSED: RGBColor = RGBColor(200, 60, 40);
const GRAY: RGBColor = RGBColor(120, 120, 120);
const LIGHT: RGBColor = RGBColor(225, 225, 225);
const COLORS: [RGBColor; 3] = [OURS, RGBColor(230, 120, 20), GRAY];

const LABELS: i32 = 560;
const SCALE: i32 = 420;
const ROW: i32 = 22;
const TOP: i32 = 60;

/// Every ratio with its spread and its limit, on a logarithmic scale.
pub fn ratios(path: &Path, rows: &[&Row]) -> Drawn {
    let height = TOP + ROW * i32::try_from(rows.len())? + 30;
    let size = (u32::try_from(LABELS + SCALE + 90)?, u32::try_from(height)?);
    let root = SVGBackend::new(path, size).into_drawing_area();
    root.fill(&WHITE)?;
    let title = "ours to theirs, less is better: median, spread, and what it is held to";
    root.draw_text(title, &text(15, &BLACK, HPos::Left), (10, 16))?;
    for (ratio, label) in [
        (0.001, "1/1000"),
        (0.01, "1/100"),
        (0.1, "1/10"),
        (1.0, "1"),
        (10.0, "10"),
    ] {
        let color = if label == "1" { GRAY } else { LIGHT };
        let x = at(ratio);
        root.draw(&PathElement::new([(x, TOP - 10), (x, height - 25)], color))?;
        root.draw_text(label, &text(12, &GRAY, HPos::Center), (x, TOP - 20))?;
    }
    for (row, y) in rows.iter().zip((TOP + ROW / 2..).step_by(22)) {
        let ratio = row.ratio();
        let missed = row.is_met() == Some(false);
        let color = if missed { MISSED } else { OURS };
        let label = format!("{} / {}", row.what, row.against).replace('`', "");
        root.draw_text(&label, &text(12, &BLACK, HPos::Right), (LABELS - 10, y))?;
        let spread = [(at(ratio.least), y - 4), (at(ratio.most), y + 4)];
        root.draw(&Rectangle::new(spread, color.mix(0.35).filled()))?;
        root.draw(&Circle::new((at(ratio.median), y), 4, color.filled()))?;
        if let Some(Limit::Ratio(most)) = row.limit {
            let mark = [(at(most), y - 8), (at(most), y + 8)];
            root.draw(&PathElement::new(mark, BLACK.stroke_width(2)))?;
        }
        let place = (LABELS + SCALE + 15, y);
        root.draw_text(&short(ratio.median), &text(12, &color, HPos::Left), place)?;
    }
    Ok(root.present()?)
}

fn text(size: i32, color: &RGBColor, h: HPos) -> TextStyle<'_> {
    let style = TextStyle::from(("sans-serif", size).into_font()).color(color);
    style.pos(Pos::new(h, VPos::Center))
}

/// From a thousandth to ten.
fn at(ratio: f64) -> i32 {
    let part = (ratio.log10() + 3.0) / 4.0;
    #[expect(clippy::cast_possible_truncation, reason = "a place in a picture")]
    let along = (part.clamp(0.0, 1.0) * f64::from(SCALE)).round() as i32;
    LABELS + along
}

/// A panel for each line.
pub fn growth(path: &Path, lines: &[&Line]) -> Drawn {
    let root = SVGBackend::new(path, (1000, 360)).into_drawing_area();
    root.fill(&WHITE)?;
    for (panel, line) in root.split_evenly((1, lines.len().max(1))).iter().zip(lines) {
        curves(panel, &line.name, "ids", &[line])?;
    }
    Ok(root.present()?)
}

/// All lines in one panel.
pub fn pipeline(path: &Path, lines: &[&Line]) -> Drawn {
    let root = SVGBackend::new(path, (1000, 420)).into_drawing_area();
    root.fill(&WHITE)?;
    curves(
        &root,
        "milliseconds of each stage (release build)",
        "operations",
        lines,
    )?;
    Ok(root.present()?)
}

/// Lines on logarithmic scales, with their names if there are several.
fn curves(
    area: &DrawingArea<SVGBackend<'_>, Shift>,
    caption: &str,
    x: &str,
    lines: &[&Line],
) -> Drawn {
    let of_all = || lines.iter().flat_map(|line| &line.points);
    let most = of_all().map(|(x, _)| *x).fold(1.0, f64::max);
    let lowest = of_all().map(|(_, y)| *y).fold(f64::MAX, f64::min);
    let highest = of_all().map(|(_, y)| *y).fold(lowest, f64::max);
    let mut chart = ChartBuilder::on(area)
        .caption(caption, ("sans-serif", 15))
        .margin(12)
        .x_label_area_size(36)
        .y_label_area_size(70)
        .build_cartesian_2d(
            (1.0..most * 1.3).log_scale(),
            (lowest / 2.0..highest * 2.0).log_scale(),
        )?;
    let mut mesh = chart.configure_mesh();
    let mesh = mesh.light_line_style(TRANSPARENT).x_desc(x);
    mesh.x_label_formatter(&|x| short(*x))
        .y_label_formatter(&|y| short(*y))
        .draw()?;
    for (line, color) in lines.iter().zip(COLORS) {
        let points = || line.points.iter().copied();
        chart
            .draw_series(LineSeries::new(points(), color.stroke_width(2)))?
            .label(&line.name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], color.stroke_width(2)));
        chart.draw_series(points().map(|point| Circle::new(point, 4, color.filled())))?;
    }
    if lines.len() > 1 {
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::UpperLeft)
            .background_style(WHITE)
            .border_style(LIGHT)
            .draw()?;
    }
    Ok(())
}
