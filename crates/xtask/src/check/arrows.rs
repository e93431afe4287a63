//! Which of our packages may depend on which, and which outside libraries stay out of which package.

use super::metadata::{Metadata, Package};

/// A package of ours and what of ours it may name in its `[dependencies]` and `[build-dependencies]`.
///
/// Development dependencies may also name [`TEST_TOOLS`].
const ARROWS: &[(&str, &[&str])] = &[
    ("frontdesk-domain", &[]),
    ("frontdesk-providers", &["frontdesk-domain"]),
    ("frontdesk-relay-api", &["frontdesk-domain"]),
    ("frontdesk-store", &["frontdesk-domain"]),
    ("frontdesk-relay", &["frontdesk-relay-api", "frontdesk-providers", "frontdesk-domain"]),
    ("frontdesk-core", &["frontdesk-store", "frontdesk-providers", "frontdesk-relay-api", "frontdesk-domain"]),
    ("frontdesk-api", &["frontdesk-core", "frontdesk-domain"]),
    // A second, independent reading of the providers' rules: it shares no code with us.
    ("frontdesk-sandbox", &[]),
    // The demo runs a relay and a sandbox of its own.
    ("frontdesk-host", &["frontdesk-api", "frontdesk-core", "frontdesk-relay", "frontdesk-sandbox", "frontdesk-domain"]),
    ("frontdesk", &["frontdesk-api", "frontdesk-host"]),
    (
        "frontdesk-testkit",
        &[
            "frontdesk-api",
            "frontdesk-core",
            "frontdesk-relay",
            "frontdesk-sandbox",
            "frontdesk-store",
            "frontdesk-providers",
            "frontdesk-relay-api",
            "frontdesk-domain",
        ],
    ),
    ("frontdesk-tests", &["frontdesk-testkit", "frontdesk-api", "frontdesk-host"]),
    // Sees the programs as a person does, from outside.
    ("frontdesk-window-tests", &[]),
    // Measures the programs as they run, and the device's commands.
    ("frontdesk-bench", &["frontdesk-testkit", "frontdesk-api", "frontdesk-host", "frontdesk-sandbox"]),
    ("xtask", &[]),
];

/// What tests may use anywhere above the packages it is made from.
const TEST_TOOLS: &[&str] = &["frontdesk-testkit"];

/// Libraries (by name, or by prefix when it ends in `-`) and the only packages of ours that may name them.
const KEPT_TO: &[(&str, &[&str])] = &[
    ("tauri", &["frontdesk"]),
    ("tauri-", &["frontdesk"]),
    ("keyring", &["frontdesk-core"]),
    ("sqlx", &["frontdesk-store", "frontdesk-relay", "frontdesk-bench"]),
];

/// What the rules of the inbox never need: they have no async, SQL, HTTP or randomness.
const NOT_IN_DOMAIN: &[&str] =
    &["tokio", "futures-util", "async-trait", "sqlx", "reqwest", "axum", "hyper", "http", "getrandom", "rand", "rand_core", "tracing"];

pub fn check() -> anyhow::Result<()> {
    let metadata = Metadata::read()?;
    let broken: Vec<String> = metadata.members().flat_map(violations).collect();
    anyhow::ensure!(broken.is_empty(), "{}", broken.join("\n"));
    Ok(())
}

fn violations(package: &Package) -> Vec<String> {
    let name = package.name.as_str();
    let Some((_, allowed)) = ARROWS.iter().find(|(from, _)| *from == name) else {
        return vec![format!("{name} has no line in crates/xtask/src/check/arrows.rs: say what it may depend on")];
    };
    let ours = |name: &str| ARROWS.iter().any(|(from, _)| *from == name);
    let mut broken = Vec::new();
    for dependency in &package.dependencies {
        let to = dependency.name.as_str();
        let for_tests = dependency.kind.as_deref() == Some("dev");
        // Tests are made from whatever they are about.
        let whole_tree = name == "frontdesk-tests";
        // A package names itself to test with its own features on.
        let permitted = allowed.contains(&to) || (for_tests && (to == name || TEST_TOOLS.contains(&to) || whole_tree));
        if ours(to) && !permitted {
            broken.push(format!("{name} -> {to} is not an arrow of the architecture"));
        }
        if for_tests {
            continue;
        }
        let kept = KEPT_TO.iter().find(|(library, keepers)| is_library(to, library) && !keepers.contains(&name));
        if let Some((library, keepers)) = kept {
            broken.push(format!("{name} -> {to}: {library} is kept to {}", keepers.join(", ")));
        }
        if name == "frontdesk-domain" && NOT_IN_DOMAIN.contains(&to) {
            broken.push(format!("{name} -> {to}: the domain is pure"));
        }
    }
    broken
}

fn is_library(name: &str, library: &str) -> bool {
    name == library || (library.ends_with('-') && name.starts_with(library))
}

#[cfg(test)]
mod tests {
    use super::super::metadata::{Dependency, Package};
    use super::violations;

    fn package(name: &str, dependencies: &[(&str, Option<&str>)]) -> Package {
        let dependencies = dependencies.iter().map(|(name, kind)| Dependency { name: (*name).into(), kind: kind.map(Into::into) }).collect();
        Package { id: name.into(), name: name.into(), version: "0.1.0".into(), source: None, license: None, dependencies }
    }

    #[test]
    fn wrong_arrows_are_named() {
        for (from, to, kind, fine) in [
            ("frontdesk-core", "frontdesk-store", None, true),
            ("frontdesk-store", "frontdesk-core", None, false),
            ("frontdesk-domain", "tokio", None, false),
            ("frontdesk-domain", "tokio", Some("dev"), true),
            ("frontdesk-sandbox", "frontdesk-providers", None, false),
            ("frontdesk-sandbox", "frontdesk-providers", Some("dev"), false),
            ("frontdesk-api", "frontdesk-testkit", Some("dev"), true),
            ("frontdesk-api", "frontdesk-testkit", None, false),
            ("frontdesk-host", "tauri", None, false),
            ("frontdesk-core", "tauri-plugin-notification", None, false),
            ("frontdesk", "tauri", None, true),
            ("frontdesk-tests", "frontdesk-relay", Some("dev"), true),
            ("frontdesk-unheard-of", "serde", None, false),
        ] {
            let broken = violations(&package(from, &[(to, kind)]));
            assert_eq!(broken.is_empty(), fine, "{from} -> {to} ({kind:?}): {broken:?}");
        }
    }
}
