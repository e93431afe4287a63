//! Figures and the table they end in.

use std::fmt::Write;

use crate::machine::Machine;
use crate::quiet::Tally;

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
    /// The value over all windows, those that were set aside included.
    pub over_all: f64,
    pub windows: Tally,
}

impl Figure {
    fn verdict(&self) -> &'static str {
        if self.windows.counted == 0 {
            // Whatever the value says, it may be the machine's doing.
            return "no quiet window";
        }
        let met = match self.bar {
            Bar::AtLeast(bar) => self.value >= bar,
            Bar::AtMost(bar) => self.value <= bar,
            Bar::None => return "",
        };
        if met { "pass" } else { "**miss**" }
    }

    fn cells(&self) -> [String; 8] {
        let bar = match self.bar {
            Bar::AtLeast(bar) => format!("≥ {}{}", short(bar), self.unit),
            Bar::AtMost(bar) => format!("≤ {}{}", short(bar), self.unit),
            Bar::None => String::new(),
        };
        let value = format!("{}{}", short(self.value), self.unit);
        let over_all = format!("{}{}", short(self.over_all), self.unit);
        let windows = format!("{} of {}", self.windows.counted, self.windows.counted + self.windows.set_aside);
        [self.name.clone(), self.measured.clone(), self.compared_with.clone(), value, bar, self.verdict().to_owned(), over_all, windows]
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
    let head = ["figure", "measured", "compared with", "value", "bar", "", "all windows", "counted"].map(str::to_owned);
    let rows: Vec<[String; 8]> = figures.iter().map(Figure::cells).collect();
    let widths: [usize; 8] = std::array::from_fn(|column| rows.iter().chain([&head]).map(|row| row[column].chars().count()).max().unwrap_or(0));
    let mut text = String::new();
    let mut line = |cells: &[String; 8]| {
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

const METHOD: &str = "\
Written by `cargo xtask bench`; every number is from one run on one machine, and a miss says so.

Everything is measured in short windows, and what is compared takes turns. A window in which the hypervisor took more than 2 % of a core's time, or
other programs more than 5 % of all, is set aside and tried again, up to a limit; for the time to 200 any tick of a core that was taken in the
window, or in the one before, sets it aside. *Value* is over the windows that counted, *all windows* over every one, and the last column says how
many counted. Where none was quiet there is no verdict.
";

/// The page for `docs/`.
pub fn page(machine: &Machine, notes: &[String], groups: &[(&str, Vec<Figure>)]) -> String {
    let mut text = format!("# Figures\n\n{METHOD}\n");
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
