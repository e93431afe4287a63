//! One binary, one module per user story.
