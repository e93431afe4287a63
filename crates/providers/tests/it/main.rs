//! Stories over published payloads.
