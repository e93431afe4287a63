//! Real programs as children, to be killed.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// The path of a built program of this workspace, beside the running test.
///
/// # Panics
/// When it has not been built; `cargo xtask test` builds it.
pub fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("a test has a path");
    let folder = test.ancestors().nth(2).expect("tests are in target/<profile>/deps");
    let path = folder.join(name);
    assert!(path.is_file(), "{} is missing: build it with `cargo build --bins`", path.display());
    path
}

/// A running program; killed when dropped.
pub struct Program {
    child: Child,
    lines: Option<std::io::Lines<BufReader<std::process::ChildStdout>>>,
}

impl Program {
    pub fn start(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("the program starts");
        let lines = child.stdout.take().map(|out| BufReader::new(out).lines());
        Self { child, lines }
    }

    /// Reads what it prints until a line gives something.
    ///
    /// # Panics
    /// When it ends before.
    pub fn line<T>(&mut self, wanted: impl Fn(&str) -> Option<T>) -> T {
        let lines = self.lines.as_mut().expect("its output is piped");
        for line in lines {
            if let Some(found) = wanted(&line.expect("text")) {
                return found;
            }
        }
        panic!("the program ended without saying what was expected")
    }

    /// SIGKILL, and waits until it is gone.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill();
    }
}
