//! The pictures of the page.

use std::{error::Error, path::Path};

use plotters::{
    coord::Shift,
    prelude::{
        ChartBuilder, Circle, Color as _, DrawingArea, EmptyElement, FontDesc, FontStyle,
        IntoDrawingArea as _, IntoFont as _, IntoLogRange as _, LineSeries, PathElement, RGBColor,
        Rectangle, SVGBackend, SeriesLabelPosition, TRANSPARENT, Text, TextStyle,
    },
    style::text_anchor::{HPos, Pos, VPos},
};

use super::measured::{Line, Row, short};

type Drawn = Result<(), Box<dyn Error>>;

const BLACK: RGBColor = RGBColor(0, 0, 0);
const WHITE: RGBColor = RGBColor(255, 255, 255);
const OURS: RGBColor = RGBColor(31, 119, 180);
const MISSED: RGBColor = RGBColor(200, 60, 40);
const ORANGE: RGBColor = RGBColor(230, 120, 20);
const GRAY: RGBColor = RGBColor(120, 120, 120);
const THEIRS: RGBColor = RGBColor(175, 175, 175);
const LIGHT: RGBColor = RGBColor(225, 225, 225);
const LINES: [RGBColor; 3] = [OURS, ORANGE, GRAY];

/// Each color, and what it is for a reader who prefers dark pages.
const IN_THE_DARK: [(RGBColor, &str); 8] = [
    (BLACK, "#e6edf3"),
    (WHITE, "#0d1117"),
    (OURS, "#58a6ff"),
    (MISSED, "#f85149"),
    (ORANGE, "#f0883e"),
    (GRAY, "#9198a1"),
    (THEIRS, "#656c76"),
    (LIGHT, "#30363d"),
];

/// As wide as a page shows it.
const WIDTH: u32 = 800;
const CAPTION: i32 = 15;
const LABEL: i32 = 14;

const NAMES: i32 = 268;
const LONGEST: i32 = 420;
const TOP: i32 = 44;
const ROW: i32 = 68;
const BAR: i32 = 16;

/// Draws a picture of this height, which follows the reader's choice of light or dark.
fn picture(
    path: &Path,
    height: u32,
    draw: impl FnOnce(&DrawingArea<SVGBackend<'_>, Shift>) -> Drawn,
) -> Drawn {
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, (WIDTH, height)).into_drawing_area();
        root.fill(&WHITE)?;
        draw(&root)?;
        root.present()?;
    }
    let dark = IN_THE_DARK.map(|(RGBColor(red, green, blue), dark)| {
        let light = format!("#{red:02X}{green:02X}{blue:02X}");
        format!("[fill=\"{light}\"] {{ fill: {dark} }} [stroke=\"{light}\"] {{ stroke: {dark} }}\n")
    });
    let dark = dark.concat();
    let style = format!("<style>@media (prefers-color-scheme: dark) {{\n{dark}}}</style>\n");
    let after_the_root = svg.find('\n').map_or(0, |end| end + 1);
    svg.insert_str(after_the_root, &style);
    Ok(std::fs::write(path, svg)?)
}

/// Two bars for each row that has a caption, as long as their medians are to each other.
pub fn bars(path: &Path, rows: &[&Row]) -> Drawn {
    let rows = || {
        rows.iter()
            .filter_map(|row| Some((row, row.caption.as_ref()?)))
    };
    let height = TOP + ROW * i32::try_from(rows().count())?;
    picture(path, u32::try_from(height)?, |root| {
        root.draw_text(
            "shorter is better",
            &text(font(LABEL), &GRAY, HPos::Left),
            (NAMES, 20),
        )?;
        for ((row, caption), top) in rows().zip((TOP..).step_by(68)) {
            let bold = text(font(CAPTION).style(FontStyle::Bold), &BLACK, HPos::Left);
            root.draw_text(&caption.text, &bold, (NAMES, top))?;
            let medians = [row.ours().median, row.theirs().median];
            let longest = medians[0].max(medians[1]);
            let color = match row.is_met() {
                Some(false) => MISSED,
                _ => OURS,
            };
            let against = row.against.replace('`', "");
            let bars = [(&*caption.ours, color), (&*against, THEIRS)];
            for (((name, color), median), y) in
                bars.into_iter().zip(medians).zip((top + 20..).step_by(20))
            {
                root.draw_text(
                    name,
                    &text(font(LABEL), &BLACK, HPos::Right),
                    (NAMES - 10, y),
                )?;
                let end = NAMES + part_of(LONGEST, median / longest).max(2);
                let bar = [(NAMES, y - BAR / 2), (end, y + BAR / 2)];
                root.draw(&Rectangle::new(bar, color.filled()))?;
                let figure = format!("{} {}", short(median), row.unit);
                root.draw_text(
                    &figure,
                    &text(font(LABEL), &BLACK, HPos::Left),
                    (end + 8, y),
                )?;
            }
        }
        Ok(())
    })
}

fn text<'f>(font: FontDesc<'f>, color: &'f RGBColor, h: HPos) -> TextStyle<'f> {
    let style = TextStyle::from(font).color(color);
    style.pos(Pos::new(h, VPos::Center))
}

/// Of this many pixels: plotters takes the height of a line.
fn font(pixels: i32) -> FontDesc<'static> {
    ("sans-serif", f64::from(pixels) * 1.24).into_font()
}

fn part_of(whole: i32, part: f64) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "a place in a picture")]
    let part = (part * f64::from(whole)).round() as i32;
    part
}

/// Lines with points, on logarithmic scales: those with the same unit share a panel.
pub fn curves(path: &Path, lines: &[&Line]) -> Drawn {
    let panels: Vec<&[&Line]> = lines.chunk_by(|one, next| one.unit == next.unit).collect();
    picture(path, 380, |root| {
        for (area, lines) in root
            .split_evenly((1, panels.len().max(1)))
            .iter()
            .zip(panels)
        {
            panel(area, lines)?;
        }
        Ok(())
    })
}

/// Of a scale in powers of ten.
fn rounded(figure: f64) -> String {
    match figure {
        1e6.. => format!("{}M", figure / 1e6),
        1e3.. => format!("{}k", figure / 1e3),
        _ => figure.to_string(),
    }
}

/// With the names of the lines, if there are several.
fn panel(area: &DrawingArea<SVGBackend<'_>, Shift>, lines: &[&Line]) -> Drawn {
    let Some(first) = lines.first() else {
        return Ok(());
    };
    let caption = match lines {
        [only] => format!("{}, {}", only.name, only.unit),
        _ => first.unit.clone(),
    };
    let of_all = || lines.iter().flat_map(|line| &line.points);
    let most = of_all().map(|(x, _)| *x).fold(1.0, f64::max);
    let lowest = of_all().map(|(_, y)| *y).fold(f64::MAX, f64::min);
    let highest = of_all().map(|(_, y)| *y).fold(lowest, f64::max);
    let mut chart = ChartBuilder::on(area)
        .caption(caption, font(CAPTION))
        .margin(12)
        .margin_right(44)
        .x_label_area_size(48)
        .y_label_area_size(76)
        .build_cartesian_2d(
            (1.0..most * 1.3).log_scale(),
            (lowest / 2.0..highest * 2.0).log_scale(),
        )?;
    let mut mesh = chart.configure_mesh();
    let mesh = mesh.light_line_style(TRANSPARENT).x_desc(&first.of);
    let mesh = mesh.label_style(font(12)).axis_desc_style(font(LABEL));
    mesh.x_label_formatter(&|x| rounded(*x))
        .y_label_formatter(&|y| short(*y))
        .draw()?;
    for (line, color) in lines.iter().zip(LINES) {
        let points = || line.points.iter().copied();
        chart
            .draw_series(LineSeries::new(points(), color.stroke_width(2)))?
            .label(&line.name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], color.stroke_width(2)));
        chart.draw_series(points().map(|point| Circle::new(point, 4, color.filled())))?;
        if lines.len() == 1 {
            let style = text(font(12), &BLACK, HPos::Left);
            let figures = points().map(|(x, y)| {
                let figure = Text::new(short(y), (4, -10), style.clone());
                EmptyElement::at((x, y)) + figure
            });
            chart.draw_series(figures)?;
        }
    }
    if lines.len() > 1 {
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::UpperLeft)
            .label_font(font(LABEL))
            .background_style(WHITE)
            .border_style(LIGHT)
            .draw()?;
    }
    Ok(())
}
