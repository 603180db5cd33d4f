//! A URI, taken apart without being changed (RFC 3986).

/// An absolute URI and its parts, as they stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Uri<'a> {
    /// What stands before the first colon.
    pub scheme: &'a str,
    /// What stands after `//`: user information, host and port.
    pub authority: Option<&'a str>,
    /// What follows.
    pub path: &'a str,
    /// What stands after the question mark.
    pub query: Option<&'a str>,
    /// What stands after the number sign.
    pub fragment: Option<&'a str>,
}

impl<'a> Uri<'a> {
    /// Takes a URI apart; nothing if it is not absolute or holds a character that none has.
    pub fn read(text: &'a str) -> Option<Self> {
        let allowed =
            |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte);
        if !text.bytes().all(allowed) {
            return None;
        }
        let (scheme, rest) = text.split_once(':')?;
        let letters = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
        if !scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            || !scheme.bytes().all(letters)
        {
            return None;
        }
        let (rest, fragment) = match rest.split_once('#') {
            Some((rest, fragment)) => (rest, Some(fragment)),
            None => (rest, None),
        };
        let (rest, query) = match rest.split_once('?') {
            Some((rest, query)) => (rest, Some(query)),
            None => (rest, None),
        };
        let (authority, path) = match rest.strip_prefix("//") {
            Some(rest) => {
                let end = rest.find('/').unwrap_or(rest.len());
                (Some(&rest[..end]), &rest[end..])
            }
            None => (None, rest),
        };
        Some(Self {
            scheme,
            authority,
            path,
            query,
            fragment,
        })
    }

    /// The host, without user information and port.
    pub fn host(&self) -> Option<&'a str> {
        Some(self.host_and_port()?.0)
    }

    /// The port, as it stood.
    pub fn port(&self) -> Option<&'a str> {
        self.host_and_port()?.1
    }

    fn host_and_port(&self) -> Option<(&'a str, Option<&'a str>)> {
        let authority = self.authority?;
        let place = authority
            .rsplit_once('@')
            .map_or(authority, |(_, place)| place);
        let after_literal = place.rfind(']').map_or(0, |end| end + 1);
        match place[after_literal..].find(':') {
            Some(colon) => {
                let (host, port) = place.split_at(after_literal + colon);
                Some((host, Some(&port[1..])))
            }
            None => Some((place, None)),
        }
    }

    /// Whether it is https.
    pub fn is_https(&self) -> bool {
        self.scheme.eq_ignore_ascii_case("https")
    }

    /// Whether it is http to this very machine, at any port that there is, without user information.
    pub fn is_loopback(&self) -> bool {
        let here = |host| matches!(host, "127.0.0.1" | "[::1]" | "localhost");
        let is_port = |text: &str| {
            text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok()
        };
        self.scheme.eq_ignore_ascii_case("http")
            && self.host().is_some_and(here)
            && self.port().is_none_or(is_port)
            && !self
                .authority
                .is_some_and(|authority| authority.contains('@'))
    }
}
