//! What a failed request says about the number.

use crate::failure::{Failure, FailureClass};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// No network, Meta busy or asking to slow down, something in between that is not Meta: says nothing about the number.
    Passing,
    /// The token ended, was revoked, or the password changed: a new login is needed.
    TokenDead,
    /// The token lives, but may not use the number, or the number is gone or locked.
    NotAllowed,
}

impl Trouble {
    /// From a failed question about the number.
    pub fn of(failure: &Failure) -> Self {
        // Whoever refuses without one of Meta's codes is a proxy, a login page of the network, or Meta out of order.
        let Some(code) = failure.code else { return Self::Passing };
        match failure.class {
            FailureClass::Auth if matches!(code, 0 | 102 | 104 | 190) => Self::TokenDead,
            FailureClass::Auth | FailureClass::Permanent => Self::NotAllowed,
            FailureClass::NotSent
            | FailureClass::Transient { .. }
            | FailureClass::RateLimited { .. }
            | FailureClass::Window
            | FailureClass::Unknown => Self::Passing,
        }
    }

    /// Whether a refused *send* is a reason to look at the number at once: the token, a permission, the registration or the account.
    pub fn in_send(failure: &Failure) -> bool {
        failure.class == FailureClass::Auth || matches!(failure.code, Some(3 | 33 | 368 | 131_031 | 131_037 | 131_042 | 131_045 | 131_048 | 133_010))
    }
}
