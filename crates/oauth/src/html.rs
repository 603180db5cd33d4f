//! A page: what an authority shows a user, and how a script reads it.

use std::fmt::{self, Write as _};

/// A page that is being written. Every text in it is escaped.
pub(crate) struct Page {
    html: String,
}

impl Page {
    /// A page with this title.
    pub(crate) fn new(title: &str) -> Self {
        let title = escape(title);
        let html = format!(
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>\
             <meta name=\"viewport\" content=\"width=device-width\"/><title>{title}</title></head>\
             <body style=\"font-family:sans-serif;max-width:32em;margin:4em auto\"><h1>{title}</h1>\n"
        );
        Self { html }
    }

    /// Adds a paragraph.
    pub(crate) fn say(mut self, text: &str) -> Self {
        writeln!(self.html, "<p>{}</p>", escape(text)).expect("a string takes every text");
        self
    }

    /// Adds a form that posts these fields, with whatever else stands in it.
    pub(crate) fn form(mut self, action: &str, hidden: &[(&str, &str)], inside: &str) -> Self {
        let action = escape(action);
        self.html
            .push_str(&format!("<form method=\"post\" action=\"{action}\">"));
        for (name, value) in hidden {
            let (name, value) = (escape(name), escape(value));
            self.html.push_str(&format!(
                "<input type=\"hidden\" name=\"{name}\" value=\"{value}\"/>"
            ));
        }
        self.html.push_str(inside);
        self.html.push_str("</form>\n");
        self
    }

    /// Adds a script that posts the first form at once.
    pub(crate) fn post_at_once(mut self) -> Self {
        self.html
            .push_str("<script>document.forms[0].submit()</script>\n");
        self
    }

    /// The answer that shows it.
    pub(crate) fn answer(self, status: u16) -> wire::Response {
        wire::Response::new(status)
            .with_header("Content-Type", "text/html; charset=utf-8")
            .with_header("Cache-Control", "no-store")
            .with_header("Referrer-Policy", "no-referrer")
            .with_body(format!("{}</body></html>\n", self.html))
    }
}

/// A field into which a user types.
pub(crate) fn text_field(label: &str, kind: &str, name: &str, value: &str) -> String {
    let (label, value) = (escape(label), escape(value));
    format!(
        "<p><label>{label} <input type=\"{kind}\" name=\"{name}\" value=\"{value}\"/></label></p>"
    )
}

/// A button that posts its form with this field.
pub(crate) fn button(label: &str, name: &str, value: &str) -> String {
    let (label, value) = (escape(label), escape(value));
    format!("<button type=\"submit\" name=\"{name}\" value=\"{value}\">{label}</button> ")
}

/// A text as it stands in a page.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // A parser of pages would change these, or leave them out.
            '\r' | '\n' | '\0' => {
                write!(escaped, "&#{};", character as u32).expect("a string takes every text");
            }
            _ => escaped.push(character),
        }
    }
    escaped
}

/// A form of a page, as a script reads it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PageForm {
    /// Where it is sent.
    pub action: String,
    /// Whether it is posted.
    pub posts: bool,
    /// Its fields, with what stands in them.
    pub fields: Vec<(String, String)>,
}

/// Shows the names of the fields, and no value: an answer by form has a code in it (OAUTH-039).
impl fmt::Debug for PageForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.fields.iter().map(|(name, _)| name);
        f.debug_list().entries(names).finish()
    }
}

/// The forms of a page. Reads what machines write, and no more of HTML than that needs.
pub fn read_forms(html: &str) -> Vec<PageForm> {
    let mut forms: Vec<PageForm> = Vec::new();
    let mut open = false;
    for piece in html.split('<').skip(1) {
        let end = piece
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '/')
            .unwrap_or(piece.len());
        match piece[..end].to_ascii_lowercase().as_str() {
            "form" => {
                let method = attribute(piece, "method").unwrap_or_default();
                forms.push(PageForm {
                    action: attribute(piece, "action").unwrap_or_default(),
                    posts: method.eq_ignore_ascii_case("post"),
                    fields: Vec::new(),
                });
                open = true;
            }
            "/form" => open = false,
            "input" => {
                if let Some(form) = forms.last_mut().filter(|_| open)
                    && let Some(name) = attribute(piece, "name")
                {
                    let value = attribute(piece, "value").unwrap_or_default();
                    form.fields.push((name, value));
                }
            }
            _ => {}
        }
    }
    forms
}

/// The value of an attribute in a tag.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut rest = tag.trim_start_matches(|c: char| !c.is_ascii_whitespace());
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        let end = rest.find(|c: char| c.is_ascii_whitespace() || "=>/".contains(c))?;
        let (held, after) = rest.split_at(end);
        if held.is_empty() {
            return None;
        }
        let Some(after) = after.trim_start().strip_prefix('=') else {
            if held.eq_ignore_ascii_case(name) {
                return Some(String::new());
            }
            rest = after;
            continue;
        };
        let after = after.trim_start();
        let (value, after) = match after.chars().next()? {
            quote @ ('"' | '\'') => after[1..].split_once(quote)?,
            _ => {
                let ends = |c: char| c.is_ascii_whitespace() || c == '>';
                after.split_at(after.find(ends).unwrap_or(after.len()))
            }
        };
        if held.eq_ignore_ascii_case(name) {
            return Some(unescape(value));
        }
        rest = after;
    }
}

/// The text that stands for itself and for character references.
fn unescape(text: &str) -> String {
    let mut pieces = text.split('&');
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (reference, rest) = piece.split_once(';').unwrap_or(("", piece));
        let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok();
        let character = match reference {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => match reference.strip_prefix('#') {
                Some(hex) if hex.starts_with(['x', 'X']) => {
                    number(&hex[1..], 16).and_then(char::from_u32)
                }
                Some(decimal) => number(decimal, 10).and_then(char::from_u32),
                None => None,
            },
        };
        match character {
            Some(character) => {
                plain.push(character);
                plain.push_str(rest);
            }
            None => {
                plain.push('&');
                plain.push_str(piece);
            }
        }
    }
    plain
}
