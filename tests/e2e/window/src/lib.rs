//! Real-window tests.
