use super::relay_address;
use crate::error::ErrorKind;

#[test]
fn a_relay_is_reached_by_https_or_on_this_machine() {
    for (typed, address) in [
        ("https://relay.example.com", "https://relay.example.com/"),
        ("  https://relay.example.com/  ", "https://relay.example.com/"),
        ("relay.example.com", "https://relay.example.com/"),
        ("relay.example.com:8443", "https://relay.example.com:8443/"),
        ("https://example.com/relay", "https://example.com/relay/"),
        ("https://example.com/relay///", "https://example.com/relay/"),
        ("HTTPS://Relay.Example.Com", "https://relay.example.com/"),
        ("http://localhost:8080", "http://localhost:8080/"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/"),
        ("http://[::1]:8080", "http://[::1]:8080/"),
        ("https://192.0.2.7", "https://192.0.2.7/"),
    ] {
        assert_eq!(relay_address(typed).map(String::from).as_deref(), Ok(address), "{typed:?}");
    }
}

#[test]
fn what_is_no_address_of_a_relay_is_refused_in_words() {
    for typed in [
        "",
        "   ",
        "https://",
        "http:///",
        "ftp://relay.example.com",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "relay example.com",
        "https://[::1",
    ] {
        let refused = relay_address(typed).expect_err(typed);
        assert_eq!(refused.kind, ErrorKind::BadRequest);
        assert!(refused.message.contains("https://relay.example.com"), "{typed:?}: {}", refused.message);
    }
    for typed in ["http://relay.example.com", "http://192.0.2.7", "http://localhost.example.com", "http://127.0.0.1.example.com", "http://0.0.0.0"] {
        let refused = relay_address(typed).expect_err(typed);
        assert!(refused.message.contains("must be reached by https"), "{typed:?}: {}", refused.message);
    }
    for typed in ["https://user:secret@relay.example.com", "https://relay.example.com/?a=b", "https://relay.example.com/#there"] {
        assert!(relay_address(typed).is_err(), "{typed:?}");
    }
}
