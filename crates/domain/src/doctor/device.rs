//! From the device to the relay's public address.

use super::{Observed, Outcome};

/// The connection to the relay.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Link {
    Live,
    /// So many entries behind.
    CatchingUp {
        behind: u64,
    },
    /// A sentence.
    Down {
        reason: String,
    },
}

pub fn relay_connected(link: &Link) -> Outcome {
    match link {
        Link::Live => Outcome::good("This computer is connected to the relay, and has everything that came."),
        Link::CatchingUp { behind } => Outcome::warning(
            format!("Connected to the relay, and still fetching {behind} entries."),
            "Wait until the inbox has caught up, then run the checks again.",
        ),
        Link::Down { reason } => Outcome::bad(
            format!("This computer is not connected to the relay. {reason}"),
            "Check this computer's internet connection, and that the relay runs.",
        ),
    }
}

/// `local`: the address is on this machine.
pub fn relay_public(url: &Observed<Option<String>>, local: bool) -> Outcome {
    url.judge(|url| match url {
        None => Outcome::bad(
            "The relay does not know the address under which the world reaches it, so Meta has nowhere to deliver.",
            "Give the relay its https address: start it with --public-url.",
        ),
        Some(url) if url.starts_with("https://") || local => Outcome::good(format!("The world reaches the relay at {url}.")),
        Some(url) => Outcome::bad(
            format!("The relay's address {url} is not encrypted, and Meta delivers to https only."),
            "Put the relay behind a proxy with a certificate, and give it that https address with --public-url.",
        ),
    })
}

/// What happened when this computer called the webhook's address as Meta does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Handshake {
    /// The right token and a wrong one.
    Answered { right: ChallengeAnswer, wrong: ChallengeAnswer },
    /// No connection: a sentence.
    NotReached(String),
    /// The certificate was not accepted: a sentence.
    BadCertificate(String),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ChallengeAnswer {
    pub status: u16,
    /// The body was the challenge and nothing else.
    pub echoed: bool,
    /// The body was a web page.
    pub page: bool,
}

pub fn tls(handshake: &Observed<Handshake>, local: bool) -> Outcome {
    handshake.judge(|handshake| match handshake {
        Handshake::Answered { .. } if local => {
            Outcome::good("The address is on this machine, where nothing needs to be encrypted. Meta can't reach it there.")
        }
        Handshake::Answered { .. } => Outcome::good("The certificate is good."),
        Handshake::BadCertificate(why) => Outcome::bad(
            format!("The certificate of the relay's address is not accepted: {why}"),
            "Use a certificate of a public authority and serve its full chain; Meta takes no self-signed ones.",
        ),
        Handshake::NotReached(why) => Outcome::bad(
            format!("The relay's public address can't be reached from here: {why}"),
            "Check the name in your DNS, the firewall, and that the proxy in front of the relay runs.",
        ),
    })
}

pub fn challenge(handshake: &Observed<Handshake>) -> Outcome {
    handshake.judge(|handshake| {
        let (right, wrong) = match handshake {
            Handshake::Answered { right, wrong } => (right, wrong),
            Handshake::BadCertificate(_) | Handshake::NotReached(_) => {
                return Outcome::skipped("Could not be checked: the address can't be reached, see above.");
            }
        };
        let pass_on = "Have the proxy or firewall in front of the relay pass the webhook's path on unchanged, for Meta as well as for people.";
        match (right, wrong) {
            (ChallengeAnswer { status: 200, echoed: true, .. }, ChallengeAnswer { status: 403, .. }) => {
                Outcome::good("The address answers Meta's question, and refuses whoever does not know the verify token.")
            }
            (ChallengeAnswer { status: 200, echoed: true, .. }, wrong) => Outcome::bad(
                format!("The address answers everybody: a wrong verify token got status {} instead of 403.", wrong.status),
                "Something in front of the relay answers in its place. Have it pass the question on.",
            ),
            (ChallengeAnswer { page: true, status, .. }, _) => Outcome::bad(
                format!("A web page answers instead of the relay (status {status}): a login, a firewall's check or a parked name."),
                pass_on,
            ),
            (ChallengeAnswer { status: 403, .. }, _) => Outcome::bad(
                "The address refuses the relay's own verify token.",
                "Something else than this relay answers there, or a firewall blocks the question. Check where the address leads.",
            ),
            (ChallengeAnswer { status, .. }, _) => Outcome::bad(format!("The address answered Meta's question with status {status}."), pass_on),
        }
    })
}
