//! Prints `ui/src/api/generated.ts`; `cargo xtask generate` writes it.

fn main() {
    print!("{}", frontdesk_api::typescript());
}
