//! The address under which the world reaches the relay.

use std::net::SocketAddr;

use url::{Host, Url};

/// Without a slash at its end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct PublicUrl {
    text: String,
    url: Url,
}

impl PublicUrl {
    /// `None` for what is no plain web address. Port 0 becomes the port of `listening`.
    pub fn new(text: &str, listening: SocketAddr) -> Option<Self> {
        let mut url = Url::parse(text).ok()?;
        let plain = url.has_host() && url.query().is_none() && url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
        if !plain || !matches!(url.scheme(), "https" | "http") {
            return None;
        }
        if url.port() == Some(0) {
            url.set_port(Some(listening.port())).ok()?;
        }
        Some(Self { text: url.as_str().trim_end_matches('/').to_owned(), url })
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub fn as_url(&self) -> &Url {
        &self.url
    }

    /// As browsers send it.
    pub fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// This address with `path`, which begins with a slash.
    pub fn with(&self, path: &str) -> String {
        format!("{}{path}", self.text)
    }

    /// Whether a browser may bring a code here: encrypted, or not leaving this machine.
    pub fn is_confidential(&self) -> bool {
        self.url.scheme() == "https" || is_this_machine(&self.url)
    }
}

pub(crate) fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<PublicUrl> {
        PublicUrl::new(text, "127.0.0.1:4321".parse().unwrap())
    }

    #[test]
    fn addresses_are_joined_without_a_second_slash() {
        for text in ["https://relay.example", "https://relay.example/"] {
            assert_eq!(read(text).unwrap().with("/connect/x"), "https://relay.example/connect/x");
        }
        let behind = read("https://example.com/relay/").unwrap();
        assert_eq!((behind.with("/x"), behind.origin()), ("https://example.com/relay/x".into(), "https://example.com".into()));
    }

    #[test]
    fn port_0_is_the_relays_own() {
        assert_eq!(read("http://127.0.0.1:0").unwrap().as_str(), "http://127.0.0.1:4321");
        assert_eq!(read("http://localhost:8080").unwrap().as_str(), "http://localhost:8080");
    }

    #[test]
    fn only_web_addresses_pass_and_only_some_are_confidential() {
        for text in ["relay.example.com", "ftp://relay.example", "https://", "https://a@b", "https://x/?a", "https://x/#a", ""] {
            assert_eq!(read(text), None, "{text}");
        }
        for (text, expected) in [
            ("https://relay.example", true),
            ("http://localhost:0", true),
            ("http://[::1]:1", true),
            ("http://10.0.0.1", false),
            ("http://localhost.evil.example", false),
        ] {
            assert_eq!(read(text).unwrap().is_confidential(), expected, "{text}");
        }
    }
}
