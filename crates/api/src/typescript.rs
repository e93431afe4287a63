//! TypeScript for the UI, from the Rust types.

use std::collections::BTreeMap;

use ts_rs::{Config, TS, TypeVisitor};

use crate::error::ApiError;
use crate::list::{COMMANDS, visit_types};
use crate::views::Event;

struct Declarations<'a> {
    config: &'a Config,
    by_name: BTreeMap<String, String>,
}

impl TypeVisitor for Declarations<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_none() {
            return;
        }
        let name = T::ident(self.config);
        if self.by_name.contains_key(&name) {
            return;
        }
        let docs = T::docs().unwrap_or_default();
        self.by_name.insert(name, format!("{docs}export {}\n", T::decl(self.config)));
        T::visit_dependencies(self);
    }
}

/// The whole of `ui/src/api/generated.ts`.
pub fn typescript() -> String {
    let config = Config::default();
    let mut all = Declarations { config: &config, by_name: BTreeMap::new() };
    all.visit::<ApiError>();
    all.visit::<Event>();
    visit_types(&mut all);
    let mut out = String::from("// Made by `cargo xtask generate` from crates/api. Do not edit.\n\n");
    for declaration in all.by_name.values() {
        out.push_str(declaration);
        out.push('\n');
    }
    out.push_str("/** Every command: what it takes and what it gives. */\nexport interface Commands {\n");
    for command in COMMANDS {
        out.push_str(&format!(
            "  /**{} */\n  {}: {{ request: {}; response: {} }};\n",
            command.doc,
            command.name,
            (command.request)(),
            (command.response)()
        ));
    }
    out.push_str("}\n");
    out
}
