//! The part of `cargo metadata` that the checks read.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use crate::programs::{cargo, output};

#[derive(Deserialize)]
pub struct Metadata {
    pub packages: Vec<Package>,
    workspace_members: Vec<String>,
    resolve: Resolve,
}

#[derive(Deserialize)]
pub struct Package {
    pub id: String,
    pub name: String,
    pub version: String,
    /// `None` for what lies in this repository.
    pub source: Option<String>,
    pub license: Option<String>,
    pub dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
pub struct Dependency {
    pub name: String,
    /// `None` is an ordinary one.
    pub kind: Option<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Link>,
}

#[derive(Deserialize)]
struct Link {
    pkg: String,
    dep_kinds: Vec<LinkKind>,
}

#[derive(Deserialize)]
struct LinkKind {
    kind: Option<String>,
}

impl Metadata {
    pub fn read() -> anyhow::Result<Self> {
        Ok(serde_json::from_str(&output(cargo().args(["metadata", "--format-version", "1", "--locked"]))?)?)
    }

    /// Our own packages.
    pub fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| self.workspace_members.contains(&package.id))
    }

    /// What ends up in the programs, or builds them: everything our packages reach without development dependencies.
    pub fn shipped(&self) -> Vec<&Package> {
        let nodes: HashMap<&str, &Node> = self.resolve.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
        let mut reached = HashSet::new();
        let mut open: Vec<&str> =
            self.members().filter(|member| !TEST_ONLY.contains(&member.name.as_str())).map(|member| member.id.as_str()).collect();
        while let Some(id) = open.pop() {
            if reached.insert(id) {
                let links = nodes.get(id).map(|node| node.deps.as_slice()).unwrap_or_default();
                open.extend(
                    links.iter().filter(|link| link.dep_kinds.iter().any(|k| k.kind.as_deref() != Some("dev"))).map(|link| link.pkg.as_str()),
                );
            }
        }
        self.packages.iter().filter(|package| reached.contains(package.id.as_str())).collect()
    }
}

/// Packages of ours that no user gets.
const TEST_ONLY: &[&str] = &["frontdesk-bench", "frontdesk-testkit", "frontdesk-tests", "frontdesk-window-tests", "xtask"];
