//! A client that does what it is told, one request a connection.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::Value;
use wire::Response;

/// Asks, and reads what comes.
#[track_caller]
pub(super) fn ask(
    base: &str,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Response {
    let host = base.strip_prefix("http://").expect("in the open");
    let mut socket = TcpStream::connect(host).expect("the server listens");
    let mut text = format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
    socket.write_all(text.as_bytes()).expect("the server reads");
    let mut bytes = Vec::new();
    // A reset comes after what was sent before.
    let _ = socket.read_to_end(&mut bytes);
    read(&bytes).unwrap_or_default()
}

/// An answer, as far as it came; nothing if not even its head did.
pub(super) fn read(bytes: &[u8]) -> Option<Response> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let mut response = Response::new(status).with_body(&bytes[end + 4..]);
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        response.headers.add(name, value);
    }
    Some(response)
}

/// A native app, and the browser that it opens.
pub(super) struct Client {
    base: String,
    /// The path of the site, if it is not the one at the root.
    site: String,
    facts: oauth::Facts,
}

impl Client {
    pub(super) fn new(base: &str) -> Self {
        Self::at(base, "")
    }

    pub(super) fn at(base: &str, site: &str) -> Self {
        Self {
            base: base.to_owned(),
            site: site.to_owned(),
            facts: oauth::standard_facts(base),
        }
    }

    /// What is sent and comes back on the way to a code: the place where the browser ends up.
    pub(super) fn authorize(&self, scope: &str, more: &[(&str, &str)]) -> String {
        let native = &self.facts.clients["native"];
        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("client_id", &native.id)
            .append_pair("redirect_uri", &native.redirect_uri)
            .append_pair("response_type", "code")
            .append_pair("scope", scope)
            .append_pair("state", "a state")
            .append_pair("nonce", "a nonce")
            .append_pair(
                "code_challenge",
                "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
            )
            .append_pair("code_challenge_method", "S256")
            .extend_pairs(more);
        let target = format!(
            "{}/{}/oauth2/v2.0/authorize?{}",
            self.site,
            super::TENANT,
            query.finish()
        );
        let mut answer = ask(&self.base, "GET", &target, &[], "");
        for _ in 0..2 {
            if answer.status != 200 {
                break;
            }
            answer = self.submit(&String::from_utf8(answer.body).unwrap());
        }
        let location = answer.headers.one("location").map(str::to_owned);
        location.unwrap_or_else(|| format!("no redirection but {answer:?}"))
    }

    /// Fills in the first form of a page as Alice would.
    fn submit(&self, page: &str) -> Response {
        let form = oauth::read_forms(page).remove(0);
        let fields = &self.facts.accounts["organizational"].fields;
        let mut body = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &form.fields {
            let value = fields
                .get(name)
                .filter(|_| name != "action")
                .unwrap_or(value);
            body.append_pair(name, value);
        }
        body.append_pair("action", "accept");
        let action = form.action.strip_prefix(&self.base).unwrap_or(&form.action);
        let form = [("Content-Type", "application/x-www-form-urlencoded")];
        ask(&self.base, "POST", action, &form, &body.finish())
    }

    /// Redeems what the browser came back with.
    pub(super) fn redeem(&self, location: &str) -> Response {
        let query = location.split_once('?').map_or("", |(_, query)| query);
        let code = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "code");
        let code = code.map(|(_, code)| code.into_owned()).unwrap_or_default();
        let native = &self.facts.clients["native"];
        self.token(&[
            ("grant_type", "authorization_code"),
            ("client_id", &native.id),
            ("redirect_uri", &native.redirect_uri),
            ("code", &code),
            (
                "code_verifier",
                "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            ),
            ("client_info", "1"),
        ])
    }

    /// Posts to the token endpoint.
    pub(super) fn token(&self, fields: &[(&str, &str)]) -> Response {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let target = format!("{}/{}/oauth2/v2.0/token", self.site, super::TENANT);
        let form = [("Content-Type", "application/x-www-form-urlencoded")];
        ask(&self.base, "POST", &target, &form, &body)
    }

    /// Asks for a token of the web app itself.
    pub(super) fn credentials(&self) -> Response {
        let web = &self.facts.clients["web"];
        self.token(&[
            ("grant_type", "client_credentials"),
            ("client_id", &web.id),
            ("client_secret", web.secret.as_deref().unwrap()),
            ("scope", "https://graph.microsoft.com/.default"),
        ])
    }

    /// Signs Alice in, and returns what the token endpoint says.
    #[track_caller]
    pub(super) fn sign_in(&self, scope: &str) -> Value {
        let answer = self.redeem(&self.authorize(&format!("{scope} openid"), &[]));
        assert_eq!(
            answer.status,
            200,
            "{}",
            String::from_utf8_lossy(&answer.body)
        );
        serde_json::from_slice(&answer.body).unwrap()
    }
}
