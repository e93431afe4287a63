//! Figures and the table they end in.

use std::fmt::Write;

use crate::machine::Machine;

#[derive(Clone, Copy)]
pub enum Bar {
    AtLeast(f64),
    AtMost(f64),
    /// Told for completeness; nothing was promised.
    None,
}

/// One line of the table.
pub struct Figure {
    pub name: String,
    pub measured: String,
    pub compared_with: String,
    /// What the bar is about: a ratio, or the measured value itself.
    pub value: f64,
    /// After the value and the bar, e.g. `×` or ` ms`.
    pub unit: &'static str,
    pub bar: Bar,
}

impl Figure {
    fn verdict(&self) -> &'static str {
        let met = match self.bar {
            Bar::AtLeast(bar) => self.value >= bar,
            Bar::AtMost(bar) => self.value <= bar,
            Bar::None => return "",
        };
        if met { "pass" } else { "**miss**" }
    }

    fn cells(&self) -> [String; 6] {
        let bar = match self.bar {
            Bar::AtLeast(bar) => format!("≥ {}{}", short(bar), self.unit),
            Bar::AtMost(bar) => format!("≤ {}{}", short(bar), self.unit),
            Bar::None => String::new(),
        };
        let value = format!("{}{}", short(self.value), self.unit);
        [self.name.clone(), self.measured.clone(), self.compared_with.clone(), value, bar, self.verdict().to_owned()]
    }
}

pub fn short(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// A count with thousands apart.
pub fn count(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

pub fn table(figures: &[Figure]) -> String {
    let head = ["figure", "measured", "compared with", "value", "bar", ""].map(str::to_owned);
    let rows: Vec<[String; 6]> = figures.iter().map(Figure::cells).collect();
    let widths: [usize; 6] = std::array::from_fn(|column| rows.iter().chain([&head]).map(|row| row[column].chars().count()).max().unwrap_or(0));
    let mut text = String::new();
    let mut line = |cells: &[String; 6]| {
        for (cell, width) in cells.iter().zip(widths) {
            let _ = write!(text, "| {cell}{} ", " ".repeat(width - cell.chars().count()));
        }
        text.push_str("|\n");
    };
    line(&head);
    line(&widths.map(|width| "-".repeat(width)));
    rows.iter().for_each(line);
    text
}

/// The page for `docs/`.
pub fn page(machine: &Machine, notes: &[String], groups: &[(&str, Vec<Figure>)]) -> String {
    let mut text = String::from("# Figures\n\nWritten by `cargo xtask bench`; every number is from one run on one machine, and a miss says so.\n\n");
    let _ = writeln!(text, "- {} × {}, {}", machine.cores, machine.processor, machine.kernel);
    let _ = writeln!(text, "- revision {}", machine.revision);
    for note in notes {
        let _ = writeln!(text, "- {note}");
    }
    for (title, figures) in groups {
        let _ = write!(text, "\n## {title}\n\n{}", table(figures));
    }
    text
}
