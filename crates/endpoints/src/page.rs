//! The status page at `/`, and what `GET /proofmark` tells.

use std::fmt::Write as _;

use wire::Response;

use crate::{Scheme, World};

/// What can be asked of the control interface.
pub(crate) const HELP: &str = "\
proofmark plays an authority, Graph, Exchange and Office, well or badly.

  GET    /proofmark/world               what there is
  GET    /proofmark/journal             what was asked and answered; ?format=text, ?site=NAME
  DELETE /proofmark/journal
  GET    /proofmark/faults              what waits to go wrong; ?site=NAME, here and below
  POST   /proofmark/faults              {\"face\":\"token\",\"fault\":{\"aadsts\":{\"code\":50076}}}
  DELETE /proofmark/faults
  GET    /proofmark/clock
  POST   /proofmark/clock               {\"advance_s\":3600} {\"set_s\":1700000000} {\"stop\":true}
  POST   /proofmark/keys/rotate
  POST   /proofmark/sites               {\"path\":\"/case-1\"} {\"tenant\":\"GUID\"}; besides,
                                        \"profile\":\"doc-2017,xsd-se\" and \"defect\":NAME
  DELETE /proofmark/sites?site=NAME
  POST   /proofmark/users               {\"username\":\"alice@contoso.example\",\"revoke\":true}
                                        or \"consent\":{\"client\":ID,\"scopes\":[..]}, \"withdraw\":ID
  POST   /proofmark/sign-out            every browser forgets who signed in
  POST   /proofmark/exchange            {\"load\":\"busy\"} {\"caller\":\"no-mailbox\"}
                                        {\"needs_credentials\":false}
  POST   /proofmark/office              {\"host\":{\"user\":\"nobody\"}} {\"user\":\"declines\"}
                                        {\"application\":\"word\",\"platform\":\"web\"}
  GET    /proofmark/ca.pem              what clients are to trust; ca.p12 for Java

Faces:  metadata keys authorize token logout exchange autodiscover graph office
Faults: {\"aadsts\":{\"code\":N,\"suberror\":S,\"claims\":JSON}}   {\"error\":\"interaction_required\"}
        {\"status\":{\"status\":429,\"retry_after\":\"7\"}}        {\"defect\":NAME}
        {\"content-type\":\"text/html\"}
        {\"body\":\"empty\"} {\"body\":\"malformed\"} {\"body\":\"doubled\"} {\"body\":{\"truncated\":N}}
        {\"body\":{\"enormous\":N}} {\"body\":{\"text\":S}}
        {\"without\":\"expires_in\"}      {\"member\":{\"name\":\"expires_in\",\"value\":\"soon\"}}
        {\"claim\":{\"of\":\"id_token\",\"name\":\"nonce\",\"value\":\"x\"}}
        {\"token-header\":{\"of\":\"id_token\",\"name\":\"kid\",\"value\":\"x\"}}
        {\"token-signature\":\"access_token\"}   \"rotate-keys\"
        {\"redirect\":{\"name\":\"state\",\"value\":\"x\"}}
        {\"soap\":\"soap12\"} without-namespaces comment-in-token two-tokens fault-with200 success-with500
        {\"ews\":{\"code\":\"ErrorServerBusy\",\"values\":[[\"BackOffMilliseconds\",\"1000\"]]}}
        {\"ews\":{\"code\":\"ErrorInvalidClientAccessTokenRequest\",\"in_message\":true}}
        {\"connection\":\"reset\"} \"close-before-answer\" {\"connection\":{\"cut-after\":N}}
        {\"reset-after\":N} {\"stall-ms\":N} {\"stall-after\":[N,MS]} {\"drip\":[N,MS]}
        {\"office\":{\"code\":13001}} \"twice\" \"never\" \"at-once\" {\"after-ms\":N}
Beside face and fault: \"times\":N or \"always\", \"after\":N requests, \"tenant\":NAME
";

/// So many entries of the journal are shown.
const SHOWN: usize = 50;

/// The status page.
pub(crate) fn answer(world: &World, scheme: Scheme) -> Response {
    let mut html = String::from(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/><title>proofmark</title>\
         </head><body style=\"font-family:sans-serif;max-width:70em;margin:2em auto\">\
         <h1>proofmark</h1>\n",
    );
    let mut say = |text: &str| html.push_str(text);
    say(&format!(
        "<p>{} requests answered; the clock shows {}.</p>\n",
        world.requests(),
        world.now()
    ));
    for site in world.sites() {
        let faults = site.faults();
        let name = if site.name().is_empty() {
            "/"
        } else {
            site.name()
        };
        say(&format!("<h2>{}</h2>\n<ul>\n", escape(name)));
        site.with(|settings| {
            let directory = &settings.authority.directory;
            for tenant in &directory.tenants {
                let domains = escape(&tenant.domains.join(", "));
                say(&format!(
                    "<li>tenant <code>{}</code> {domains}</li>\n",
                    escape(&tenant.id)
                ));
            }
            for account in &directory.accounts {
                say(&format!(
                    "<li>account <code>{}</code></li>\n",
                    escape(&account.username)
                ));
            }
            for app in &directory.apps {
                let (id, name) = (escape(&app.id), escape(&app.name));
                say(&format!("<li>app <code>{id}</code> {name}</li>\n"));
            }
        });
        for fault in faults {
            let text = serde_json::to_string(&fault).unwrap_or_default();
            say(&format!("<li>waits: <code>{}</code></li>\n", escape(&text)));
        }
        say("</ul>\n");
    }
    let base = world.addresses().base(scheme).unwrap_or_default();
    let line = format!(
        "curl {base}/proofmark/faults -d '{{\"face\":\"token\",\"fault\":{{\"aadsts\":{{\"code\":50076}}}}}}'"
    );
    say(&format!(
        "<h2>How to make something go wrong</h2>\n<pre>{}</pre>\n",
        escape(&line)
    ));
    say(
        "<p><a href=\"/proofmark\">Everything else that can be asked</a></p>\n<h2>Journal</h2>\n<pre>",
    );
    let journal = world.journal();
    for entry in journal.iter().rev().take(SHOWN) {
        say(&escape(&format!("{entry}\n")));
    }
    say("</pre>\n</body></html>\n");
    Response::new(200)
        .with_header("Content-Type", "text/html; charset=utf-8")
        .with_header("Cache-Control", "no-store")
        .with_header(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'",
        )
        .with_body(html)
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' | '<' | '>' | '"' | '\'' => {
                write!(escaped, "&#{};", character as u32).expect("a string takes every text");
            }
            _ => escaped.push(character),
        }
    }
    escaped
}
