//! Which addresses a window with other people's pages may show.

use std::net::IpAddr;

use tauri::Url;

/// The origins that a window may show, and nothing else.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Origins {
    origins: Vec<Origin>,
    plain_here: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Origin {
    scheme: String,
    /// Without the `*` when any subdomain of it is meant, so it begins with a dot then.
    host: String,
    port: Option<u16>,
}

impl Origins {
    /// `listed` as in [`frontdesk_api::LoginWindow`]. `plain_here` lets this machine's own servers do without encryption, as a
    /// sandbox does. What is no origin is left out: it allows nothing.
    pub fn new(listed: &[String], plain_here: bool) -> Self {
        let origins = listed.iter().filter_map(|origin| {
            let origin: Url = origin.parse().ok()?;
            let host = origin.host_str()?;
            let host = host.strip_prefix('*').unwrap_or(host).to_owned();
            Some(Origin { scheme: origin.scheme().to_owned(), host, port: origin.port_or_known_default() })
        });
        Self { origins: origins.collect(), plain_here }
    }

    /// Whether this may be shown.
    pub fn permit(&self, url: &Url) -> bool {
        is_safe(url, self.plain_here) && self.origins.iter().any(|origin| origin.is_of(url))
    }
}

impl Origin {
    fn is_of(&self, url: &Url) -> bool {
        let Some(host) = url.host_str() else { return false };
        let same_host = if self.host.starts_with('.') { host.len() > self.host.len() && host.ends_with(&self.host) } else { host == self.host };
        same_host && url.scheme() == self.scheme && url.port_or_known_default() == self.port
    }
}

/// Whether an address leads where it says, and nobody on the way can change what comes from there.
pub fn is_safe(url: &Url, plain_here: bool) -> bool {
    // `https://www.facebook.com@example.com/` is made to be misread.
    let straight = url.username().is_empty() && url.password().is_none();
    straight
        && match url.scheme() {
            "https" => url.host_str().is_some(),
            "http" => plain_here && is_this_machine(url),
            _ => false,
        }
}

fn is_this_machine(url: &Url) -> bool {
    let Some(host) = url.host_str() else { return false };
    // Not `*.localhost`: on Windows the app's own pages have such names.
    host == "localhost" || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        text.parse().expect("a table of valid addresses")
    }

    fn origins(plain_here: bool) -> Origins {
        let listed = ["https://www.facebook.com", "https://*.facebook.com", "https://desk.example.com:8443", "http://127.0.0.1:4000", "nonsense"];
        Origins::new(&listed.map(str::to_owned), plain_here)
    }

    #[test]
    fn only_listed_origins_are_shown() {
        for (address, shown) in [
            ("https://www.facebook.com/v22.0/dialog/oauth?client_id=1", true),
            ("https://www.facebook.com:443/", true),
            ("https://WWW.Facebook.com/", true),
            ("https://business.facebook.com/", true),
            ("https://a.b.facebook.com/", true),
            ("https://desk.example.com:8443/connect/1", true),
            // Nearly.
            ("https://facebook.com/", false),
            ("https://evilfacebook.com/", false),
            ("https://.facebook.com/", false),
            ("https://facebook.com.evil.test/", false),
            ("https://www.facebook.com.evil.test/", false),
            ("https://www.facebook.com./", false),
            ("https://www.facebook.com@evil.test/", false),
            ("https://me:word@www.facebook.com/", false),
            ("https://evil.test/#https://www.facebook.com", false),
            ("https://evil.test\\@www.facebook.com/", false),
            ("https://www.facebook.com:8443/", false),
            ("https://desk.example.com/", false),
            ("https://fаcebook.com/", false),
            // Not encrypted, or not of the web.
            ("http://www.facebook.com/", false),
            ("http://127.0.0.1:4000/", false),
            ("ftp://www.facebook.com/", false),
            ("file:///etc/passwd", false),
            ("data:text/html,hello", false),
            ("javascript:alert(1)", false),
            ("blob:https://www.facebook.com/9115d58c", false),
            ("about:blank", false),
            // The app's own.
            ("tauri://localhost/", false),
            ("ipc://localhost/call", false),
            ("http://tauri.localhost/", false),
            ("https://tauri.localhost/", false),
            ("http://ipc.localhost/call", false),
        ] {
            assert_eq!(origins(false).permit(&url(address)), shown, "{address}");
        }
    }

    #[test]
    fn only_this_machine_may_do_without_encryption() {
        let listed = ["http://127.0.0.1:4000", "http://localhost:4000", "http://[::1]:4000", "http://www.facebook.com", "http://tauri.localhost"];
        let origins = Origins::new(&listed.map(str::to_owned), true);
        for (address, shown) in [
            ("http://127.0.0.1:4000/login", true),
            ("http://localhost:4000/", true),
            ("http://[::1]:4000/", true),
            ("http://127.0.0.1:4001/", false),
            ("http://127.0.0.1/", false),
            ("https://127.0.0.1:4000/", false),
            ("http://www.facebook.com/", false),
            ("http://tauri.localhost/", false),
            ("http://127.0.0.1.evil.test:4000/", false),
        ] {
            assert_eq!(origins.permit(&url(address)), shown, "{address}");
        }
    }
}
