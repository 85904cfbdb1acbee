//! The pictures of the report.

use std::{error::Error, path::Path};

use plotters::{
    prelude::*,
    style::text_anchor::{HPos, Pos, VPos},
};

use crate::{
    measured::{Line, Row, Target},
    table::short,
};

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

/// Every ratio with its spread and what it is held to, on a logarithmic scale.
pub fn ratios(path: &Path, rows: &[&Row]) -> Drawn {
    let height = TOP + ROW * i32::try_from(rows.len())? + 30;
    let size = (u32::try_from(LABELS + SCALE + 90)?, u32::try_from(height)?);
    let root = SVGBackend::new(path, size).into_drawing_area();
    root.fill(&WHITE)?;
    let title = "ours to theirs, less is better: median, spread, and what it is held to";
    root.draw_text(title, &text(15, &BLACK, HPos::Left), (10, 16))?;
    for (ratio, label, color) in [
        (0.001, "1/1000", LIGHT),
        (0.01, "1/100", LIGHT),
        (0.1, "1/10", LIGHT),
        (1.0, "1", GRAY),
        (10.0, "10", LIGHT),
    ] {
        let x = at(ratio);
        let line = [(x, TOP - 10), (x, height - 25)];
        root.draw(&PathElement::new(line, color))?;
        root.draw_text(label, &text(12, &GRAY, HPos::Center), (x, TOP - 20))?;
    }
    for (index, row) in rows.iter().enumerate() {
        let y = TOP + ROW * i32::try_from(index)? + ROW / 2;
        let ratio = row.ratio();
        let color = if row.is_met() == Some(false) {
            MISSED
        } else {
            OURS
        };
        let label = format!("{} / {}", row.what, row.against).replace('`', "");
        root.draw_text(&label, &text(12, &BLACK, HPos::Right), (LABELS - 10, y))?;
        let spread = [(at(ratio.least), y - 4), (at(ratio.most), y + 4)];
        root.draw(&Rectangle::new(spread, color.mix(0.35).filled()))?;
        root.draw(&Circle::new((at(ratio.median), y), 4, color.filled()))?;
        if let Target::Ratio(most) = row.target {
            let mark = [(at(most), y - 8), (at(most), y + 8)];
            root.draw(&PathElement::new(mark, BLACK.stroke_width(2)))?;
        }
        let figure = short(ratio.median);
        root.draw_text(
            &figure,
            &text(12, &color, HPos::Left),
            (LABELS + SCALE + 15, y),
        )?;
    }
    root.present()?;
    Ok(())
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
        let highest = line.points.iter().map(|[_, y]| *y).fold(0.0, f64::max);
        let mut chart = ChartBuilder::on(panel)
            .caption(&line.name, ("sans-serif", 15))
            .margin(12)
            .x_label_area_size(36)
            .y_label_area_size(70)
            .build_cartesian_2d((1.0..1e6).log_scale(), 0.0..highest * 1.15)?;
        chart
            .configure_mesh()
            .light_line_style(TRANSPARENT)
            .x_desc("ids")
            .x_label_formatter(&|x| short(*x))
            .y_label_formatter(&|y| short(*y))
            .draw()?;
        let points = || line.points.iter().map(|[x, y]| (*x, *y));
        chart.draw_series(LineSeries::new(points(), OURS.stroke_width(2)))?;
        chart.draw_series(points().map(|point| Circle::new(point, 4, OURS.filled())))?;
    }
    root.present()?;
    Ok(())
}

/// All lines in one panel, both scales logarithmic.
pub fn pipeline(path: &Path, lines: &[&Line]) -> Drawn {
    let root = SVGBackend::new(path, (1000, 420)).into_drawing_area();
    root.fill(&WHITE)?;
    let of_all = || lines.iter().flat_map(|line| &line.points);
    let most = of_all().map(|[x, _]| *x).fold(1.0, f64::max);
    let lowest = of_all().map(|[_, y]| *y).fold(f64::INFINITY, f64::min);
    let highest = of_all().map(|[_, y]| *y).fold(lowest, f64::max);
    if !lowest.is_finite() {
        return Ok(());
    }
    let mut chart = ChartBuilder::on(&root)
        .caption(
            "milliseconds of each stage (release build)",
            ("sans-serif", 15),
        )
        .margin(12)
        .x_label_area_size(36)
        .y_label_area_size(70)
        .build_cartesian_2d(
            (1.0..most * 1.3).log_scale(),
            (lowest / 2.0..highest * 2.0).log_scale(),
        )?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .x_desc("operations")
        .x_label_formatter(&|x| short(*x))
        .y_label_formatter(&|y| short(*y))
        .draw()?;
    for (line, color) in lines.iter().zip(COLORS) {
        let points = || line.points.iter().map(|[x, y]| (*x, *y));
        chart
            .draw_series(LineSeries::new(points(), color.stroke_width(2)))?
            .label(&line.name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], color.stroke_width(2)));
        chart.draw_series(points().map(|point| Circle::new(point, 4, color.filled())))?;
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .background_style(WHITE)
        .border_style(LIGHT)
        .draw()?;
    root.present()?;
    Ok(())
}
