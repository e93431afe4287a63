//! User stories across the real parts; see `it/`.
