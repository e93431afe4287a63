//! How many tests passed, read from what each test runner says at its end.

use std::fmt;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::ops::Add;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use serde::Deserialize;

use crate::programs::shown;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Count {
    pub passed: usize,
    pub failed: usize,
    pub skipped: usize,
}

impl Add for Count {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed, skipped: self.skipped + other.skipped }
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

/// Runs a test runner, shows all it says, and reads the figures off with `summary`.
pub fn counted(command: &mut Command, summary: fn(&str) -> Option<Count>) -> anyhow::Result<Count> {
    let line = shown(command);
    println!("\x1b[2m$ {line}\x1b[0m");
    // One pipe for both outputs keeps their order.
    let (reader, writer) = std::io::pipe()?;
    command.stdout(writer.try_clone()?).stderr(writer).stdin(Stdio::null());
    let mut child = command.spawn().with_context(|| format!("`{line}` did not start: is it installed?"))?;
    // The command holds the pipe's other end; as long as it lives, reading would not end.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut said = String::new();
    let mut reader = BufReader::new(reader);
    let mut bytes = Vec::new();
    while reader.read_until(b'\n', &mut bytes)? > 0 {
        std::io::stdout().write_all(&bytes)?;
        said.push_str(&String::from_utf8_lossy(&bytes));
        bytes.clear();
    }
    let status = child.wait()?;
    let Some(mut count) = summary(&without_colours(&said)) else {
        bail!("`{line}` ended with {status} and counted no tests");
    };
    if !status.success() && count.failed == 0 {
        count.failed = 1;
    }
    Ok(count)
}

/// `     Summary [   0.5s] 12 tests run: 11 passed (1 slow), 1 failed, 2 skipped`; flaky and timed-out ones are named in the same way.
pub fn nextest_summary(said: &str) -> Option<Count> {
    let line = said.lines().rev().find(|line| line.trim_start().starts_with("Summary ["))?;
    let (_, figures) = line.split_once(" run: ")?;
    let figure = |word: &str| {
        figures.split(", ").find_map(|part| part.split_once(' ').filter(|(_, what)| what.starts_with(word))?.0.parse().ok()).unwrap_or(0)
    };
    Some(Count { passed: figure("passed"), failed: figure("failed") + figure("timed out") + figure("exec failed"), skipped: figure("skipped") })
}

/// `ℹ pass 3`, `ℹ fail 0`, `ℹ skipped 0`.
pub fn node_summary(said: &str) -> Option<Count> {
    let figure = |word: &str| {
        said.lines().rev().find_map(|line| {
            let mut words = line.split_whitespace().skip(1);
            (words.next() == Some(word)).then(|| words.next()?.parse().ok()).flatten()
        })
    };
    Some(Count { passed: figure("pass")?, failed: figure("fail")? + figure("cancelled").unwrap_or(0), skipped: figure("skipped").unwrap_or(0) })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct VitestReport {
    num_passed_tests: usize,
    num_failed_tests: usize,
    num_pending_tests: usize,
    num_failed_test_suites: usize,
}

/// Vitest's own report file.
pub fn vitest_report(path: &Path) -> anyhow::Result<Count> {
    let text = fs::read_to_string(path).with_context(|| format!("{} is missing", path.display()))?;
    // Read once: a run that dies must not be taken for the one before.
    fs::remove_file(path)?;
    let report: VitestReport = serde_json::from_str(&text)?;
    // A file that does not load has no tests to fail.
    let failed = report.num_failed_tests.max(usize::from(report.num_failed_test_suites > 0));
    Ok(Count { passed: report.num_passed_tests, failed, skipped: report.num_pending_tests })
}

fn without_colours(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\x1b[") {
        plain.push_str(before);
        rest = after.split_once(|c: char| c.is_ascii_alphabetic()).map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nextest_figures_are_read() {
        let count = |passed, failed, skipped| Some(Count { passed, failed, skipped });
        for (said, expected) in [
            ("     Summary [   0.511s] 12 tests run: 12 passed, 0 skipped\n", count(12, 0, 0)),
            ("     Summary [   0.511s] 12 tests run: 10 passed (1 slow), 2 failed, 3 skipped\n", count(10, 2, 3)),
            ("     Summary [  60.511s] 12 tests run: 10 passed, 1 failed, 1 timed out, 0 skipped\n", count(10, 2, 0)),
            ("     Summary [   0.511s] 1 test run: 1 passed, 0 skipped\n        FAIL x\n", count(1, 0, 0)),
            ("error: could not compile\n", None),
        ] {
            assert_eq!(nextest_summary(said), expected, "{said}");
        }
    }

    #[test]
    fn node_figures_are_read() {
        let said = "✔ opens (3ms)\nℹ tests 4\nℹ suites 0\nℹ pass 3\nℹ fail 1\nℹ cancelled 0\nℹ skipped 0\nℹ todo 0\n";
        assert_eq!(node_summary(said), Some(Count { passed: 3, failed: 1, skipped: 0 }));
        assert_eq!(node_summary("Error: cannot find module\n"), None);
    }

    #[test]
    fn colours_do_not_hide_figures() {
        assert_eq!(without_colours("\x1b[32;1m     Summary\x1b[0m [ 1s] done"), "     Summary [ 1s] done");
    }

    #[test]
    fn the_closing_line_is_plain() {
        assert_eq!(Count { passed: 3, failed: 0, skipped: 0 }.to_string(), "3 passed, 0 failed");
        assert_eq!(Count { passed: 3, failed: 0, skipped: 2 }.to_string(), "3 passed, 0 failed, 2 skipped");
    }
}
