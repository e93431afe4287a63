//! Which licences our dependencies may have, where they may come from, and which may be there only once.

use std::collections::BTreeMap;
use std::fs;

use serde::Deserialize;

use super::metadata::Metadata;
use crate::tree;

/// Compatible with our own AGPL-3.0-or-later.
const ALLOWED: &[&str] = &[
    "0BSD",
    "AGPL-3.0-or-later",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BlueOak-1.0.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Python-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// npm packages that only data is taken from, under a licence that is fine for data.
const ALLOWED_IN_NPM: &[(&str, &str)] = &[("caniuse-lite", "CC-BY-4.0")];

/// Two copies of these would be two connection pools, two runtimes or two databases in one program.
const ONLY_ONCE: &[&str] = &["axum", "hyper", "libsqlite3-sys", "reqwest", "rustls", "sqlx", "tauri", "tokio", "tower-http", "tungstenite", "zbus"];

/// C libraries that the choice of pure-Rust TLS keeps out.
const NEVER: &[&str] = &["aws-lc-sys", "openssl-sys", "native-tls"];

pub fn check() -> anyhow::Result<()> {
    let metadata = Metadata::read()?;
    let mut broken = Vec::new();
    let shipped = metadata.shipped();
    for package in &shipped {
        let at = format!("{} {}", package.name, package.version);
        match &package.license {
            Some(expression) if allowed(expression) => {}
            Some(expression) => broken.push(format!("{at}: the licence {expression:?} is not on the list")),
            None => broken.push(format!("{at} names no licence")),
        }
        if package.source.as_deref().is_some_and(|source| !source.starts_with("registry+") && !source.starts_with("sparse+")) {
            broken.push(format!("{at} comes from {:?}, not from the crate registry", package.source));
        }
        if NEVER.contains(&package.name.as_str()) {
            broken.push(format!("{at} must stay out: TLS here is rustls with ring"));
        }
    }
    let mut copies: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in &shipped {
        copies.entry(&package.name).or_default().push(&package.version);
    }
    for (name, versions) in copies.iter().filter(|(name, versions)| versions.len() > 1 && ONLY_ONCE.contains(name)) {
        broken.push(format!("{name} is there {} times: {}", versions.len(), versions.join(", ")));
    }
    broken.extend(npm()?);
    anyhow::ensure!(broken.is_empty(), "{}", broken.join("\n"));
    Ok(())
}

#[derive(Deserialize)]
struct NpmLock {
    packages: BTreeMap<String, NpmPackage>,
}

#[derive(Deserialize)]
struct NpmPackage {
    license: Option<String>,
    integrity: Option<String>,
}

fn npm() -> anyhow::Result<Vec<String>> {
    let lock: NpmLock = serde_json::from_str(&fs::read_to_string(tree::at("ui/package-lock.json"))?)?;
    let mut broken = Vec::new();
    for (path, package) in &lock.packages {
        let Some((_, name)) = path.rsplit_once("node_modules/") else { continue };
        match &package.license {
            Some(licence) if allowed(licence) || ALLOWED_IN_NPM.contains(&(name, licence.as_str())) => {}
            other => broken.push(format!("npm package {name}: the licence {other:?} is not on the list")),
        }
        if package.integrity.is_none() {
            broken.push(format!("npm package {name} is locked without its hash"));
        }
    }
    Ok(broken)
}

/// Whether an SPDX expression can be met with licences of the list: `OR` needs one side, `AND` both.
fn allowed(expression: &str) -> bool {
    // The old way to write OR.
    let expression = expression.replace('/', " OR ");
    let tokens: Vec<&str> = expression.split_inclusive(['(', ')']).flat_map(split_bracket).flat_map(str::split_whitespace).collect();
    let mut rest = tokens.as_slice();
    either(&mut rest) && rest.is_empty()
}

fn split_bracket(part: &str) -> [&str; 2] {
    let start = part.strip_suffix(['(', ')']).map_or(part.len(), str::len);
    [&part[..start], &part[start..]]
}

fn either(rest: &mut &[&str]) -> bool {
    let mut met = both(rest);
    while let Some(("OR", tail)) = rest.split_first().map(|(first, tail)| (*first, tail)) {
        *rest = tail;
        met |= both(rest);
    }
    met
}

fn both(rest: &mut &[&str]) -> bool {
    let mut met = one(rest);
    while let Some(("AND", tail)) = rest.split_first().map(|(first, tail)| (*first, tail)) {
        *rest = tail;
        met &= one(rest);
    }
    met
}

fn one(rest: &mut &[&str]) -> bool {
    match **rest {
        ["(", ref tail @ ..] => {
            *rest = tail;
            let met = either(rest);
            let closed = rest.first() == Some(&")");
            *rest = rest.get(1..).unwrap_or_default();
            met && closed
        }
        [licence, "WITH", exception, ref tail @ ..] => {
            *rest = tail;
            ALLOWED.contains(&format!("{licence} WITH {exception}").as_str())
        }
        [licence, ref tail @ ..] => {
            *rest = tail;
            ALLOWED.contains(&licence)
        }
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::allowed;

    #[test]
    fn spdx_expressions_are_met_or_not() {
        for (expression, met) in [
            ("MIT", true),
            ("MIT/Apache-2.0", true),
            ("GPL-2.0-only", false),
            ("MIT OR GPL-2.0-only", true),
            ("MIT AND GPL-2.0-only", false),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
            ("(GPL-2.0-only OR Apache-2.0) AND (Proprietary OR ISC)", true),
            ("(MIT OR Apache-2.0) AND Proprietary", false),
            ("Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT", true),
            ("Apache-2.0 WITH Other-exception", false),
            ("(MIT", false),
            ("", false),
        ] {
            assert_eq!(allowed(expression), met, "{expression}");
        }
    }
}
