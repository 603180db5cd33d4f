//! What holds for every request and every answer.

use conformance::{Chance, Now, Outcome, Rules};
use roxmltree::Document;

use crate::case::{APPS, server};
use crate::client::{Answer, Client, Outcome as Understood};
use crate::names::REQUEST_VERSION;
use crate::reference::{self, Said};
use crate::schema::{Schema, Version};
use crate::server::SERVICE;
use crate::*;

conformance::laws! {
    /// A request is taken exactly when it satisfies the schema and its version has what it uses,
    /// and then it asks for what it says.
    requests_follow_the_schema: text generators::request => requests_follow_the_schema,
        checks(EWS_001, EWS_002, EWS_003, EWS_004, EWS_005, EWS_007, EWS_008, EWS_009, EWS_011,
            EWS_012, EWS_013, EWS_043, EWS_044);
    /// An answer is taken exactly when it satisfies the schema and does not contradict itself, and
    /// then it says what it says.
    answers_follow_the_schema: text generators::answer => answers_follow_the_schema,
        checks(EWS_007, EWS_008, EWS_011, EWS_012, EWS_020, EWS_021, EWS_023, EWS_024,
            EWS_026, EWS_027, EWS_029, EWS_031, EWS_034, EWS_037);
    /// A server answers a good request with one message for each token asked for, in order, with
    /// a token of eight hours where the app may have it and an error where not; and any other
    /// request with a fault.
    servers_answer_what_is_asked: text generators::request => servers_answer_what_is_asked,
        checks(EWS_006, EWS_021, EWS_022, EWS_024, EWS_025, EWS_026, EWS_027, EWS_028, EWS_030,
            EWS_033, EWS_035, EWS_050, EWS_062, EWS_063);
    /// What a client writes is what a server reads.
    clients_write_what_servers_read: text generators::request => clients_write_what_servers_read,
        checks(EWS_010, EWS_014, EWS_015);
}

fn requests_follow_the_schema(input: &[u8], rules: &Rules) -> Outcome {
    let Some(document) = document(input) else {
        return Outcome::Irrelevant;
    };
    let expected = reference::request(&document, &rules.profile);
    let seen = read_request(input, rules);
    if let Err(refusal) = &seen
        && !refusal.id.as_str().starts_with("EWS")
    {
        return Outcome::Irrelevant;
    }
    let seen = seen.ok().map(|asked| {
        let pair =
            |asked: TokenRequest<'_>| (asked.id.into_owned(), asked.token_type.as_str().to_owned());
        asked.into_iter().map(pair).collect::<Vec<_>>()
    });
    Outcome::same(
        "what is asked for",
        &expected.map(|(asked, _)| asked),
        &seen,
    )
}

fn answers_follow_the_schema(input: &[u8], rules: &Rules) -> Outcome {
    let Some(document) = document(input) else {
        return Outcome::Irrelevant;
    };
    let expected = reference::response(&document, Schema::of(&rules.profile));
    // Microsoft's own client fails on an error that lacks any of its parts.
    let is_complete = |said: &Said| {
        let has_all = said.has_text && said.has_link_key && !said.code.is_empty();
        has_all || said.class != "Error" || !rules.profile.chooses("wire-interop")
    };
    let expected = expected.filter(|said| said.iter().all(is_complete));
    let expected =
        expected.and_then(|said| said.iter().map(consistent).collect::<Option<Vec<String>>>());
    // As many tokens as there are, so that the comparison with what was asked says nothing.
    let response = wire::Response::new(200)
        .with_header("Content-Type", "text/xml; charset=utf-8")
        .with_body(input);
    let mut client = Client::new(Version::EXCHANGE_2013_SP1);
    client.expect(asked_by(&document));
    let seen = match client.interpret(&response, Now::from_seconds(0), rules) {
        Err(refusal) if !refusal.id.as_str().starts_with("EWS") => return Outcome::Irrelevant,
        Err(_) => None,
        Ok(Understood::Answers(answers)) => Some(answers.iter().map(line).collect()),
        Ok(_) => return Outcome::Irrelevant,
    };
    Outcome::same("what is answered", &expected, &seen)
}

/// Whether this is the body of an envelope.
fn is_body(node: roxmltree::Node<'_, '_>) -> bool {
    node.has_tag_name((soap::NAMESPACE, "Body"))
}

/// The requests to which the messages of a response would be the answer.
fn asked_by(document: &Document<'_>) -> Vec<TokenRequest<'static>> {
    let is_message = |node: &roxmltree::Node<'_, '_>| {
        let name = node.tag_name();
        let list = node
            .parent()
            .filter(|list| list.tag_name().name() == "ResponseMessages");
        let is_of_body = list.is_some_and(|list| list.ancestors().nth(2).is_some_and(is_body));
        node.is_element() && name.name().ends_with("ResponseMessage") && is_of_body
    };
    let request = |message: roxmltree::Node<'_, '_>| {
        let text = |name: &str| -> String {
            let mut found = message
                .descendants()
                .filter(|node| node.tag_name().name() == name);
            let texts = found
                .next_back()
                .into_iter()
                .flat_map(|node| node.children());
            texts
                .filter(roxmltree::Node::is_text)
                .filter_map(|node| node.text())
                .collect()
        };
        let spelled = text("TokenType");
        let named = TokenType::ALL
            .into_iter()
            .find(|held| held.as_str() == spelled);
        TokenRequest::new(text("Id"), named.unwrap_or(TokenType::CallerIdentity))
    };
    let body = document.root_element().last_element_child();
    let within = body.into_iter().flat_map(|body| body.descendants());
    within.filter(is_message).map(request).collect()
}

/// What a message says, if class, code and token do not contradict each other.
fn consistent(said: &Said) -> Option<String> {
    let no_error = said.code == "NoError";
    match (said.class.as_str(), &said.token) {
        ("Success", Some([id, token_type, value, ttl])) if no_error && !value.is_empty() => {
            let ttl = ttl.trim();
            let is_nought = ttl.bytes().all(|byte| b"+-0".contains(&byte));
            if ttl.starts_with('-') && !is_nought {
                return None;
            }
            let minutes = ttl
                .trim_start_matches(['+', '-'])
                .parse()
                .unwrap_or(u64::MAX);
            Some(format!("token {id} {token_type} {minutes}"))
        }
        ("Error", None) if !no_error => Some(format!("error {}", said.code)),
        ("Warning", None) => Some(format!("warning {}", said.code)),
        _ => None,
    }
}

fn line(answer: &Answer) -> String {
    match answer {
        Answer::Token {
            id,
            token_type,
            ttl_minutes,
            ..
        } => {
            format!("token {id} {} {ttl_minutes}", token_type.as_str())
        }
        Answer::Refused { code, .. } => format!("error {code}"),
        Answer::NotTried(code) => format!("warning {code}"),
    }
}

fn servers_answer_what_is_asked(input: &[u8], rules: &Rules) -> Outcome {
    let Some(document) = document(input) else {
        return Outcome::Irrelevant;
    };
    let schema = Schema::of(&rules.profile);
    let request = soap::request(
        PATH,
        SOAP_ACTION,
        String::from_utf8_lossy(input).into_owned(),
    );
    let (now, mut chance) = (Now::from_seconds(0), Chance::from_number(0));
    let response = handle(&mut server(), now, &mut chance, &request, rules);
    let Ok(text) = str::from_utf8(&response.body) else {
        return Outcome::Breaks("the answer is not UTF-8".to_owned());
    };
    let Ok(answer) = Document::parse(text) else {
        return Outcome::Breaks("the answer is not well-formed".to_owned());
    };
    // Shipped services know a second operation, which is not what this law is about.
    let asks_for_manifests = |node: roxmltree::Node<'_, '_>| {
        node.is_element() && node.tag_name().name() == "GetAppManifests"
    };
    if rules.profile.chooses("wire-interop") && document.descendants().any(asks_for_manifests) {
        return Outcome::Irrelevant;
    }
    // What SOAP itself refuses is not looked into any further; other laws are about that.
    let opened = soap::receive(&request, SERVICE, rules).and_then(|asked| {
        let envelope = asked.envelope(rules, |name| name == REQUEST_VERSION);
        envelope.map(drop)
    });
    let asked = reference::request(&document, &rules.profile).filter(|_| opened.is_ok());
    let Some((asked, _)) = asked else {
        let code = reference::fault_code(&answer);
        return match (response.status, code.as_deref()) {
            (500, Some("ErrorSchemaValidation")) if !text.contains(":LineNumber>") => {
                Outcome::Breaks("a schema fault does not say where".to_owned())
            }
            (500, _) if text.contains(":Fault>") => Outcome::Holds,
            (status, _) => Outcome::Breaks(format!("expected a fault, saw {status}: {text}")),
        };
    };
    let Some(said) = reference::response(&answer, schema) else {
        return Outcome::Breaks(format!("the answer violates the schema: {text}"));
    };
    if let Some(fault) = said
        .iter()
        .find(|said| said.class == "Success" && said.has_text)
    {
        return Outcome::Breaks(format!("a success has a text beside its {}", fault.code));
    }
    if said
        .iter()
        .any(|said| said.class == "Error" && !(said.has_text && said.has_link_key))
    {
        return Outcome::Breaks("an error is not complete".to_owned());
    }
    let expected: Vec<String> = asked.iter().map(due).collect();
    let seen: Vec<String> = said
        .iter()
        .map(|said| consistent(said).unwrap_or_default())
        .collect();
    Outcome::same("the answers", &expected, &seen)
}

/// What the server of the cases owes to a request.
fn due((id, token_type): &reference::Asked) -> String {
    let is = |app: &str| id.eq_ignore_ascii_case(app);
    let (is_installed, is_restricted) = (is(APPS[0].1), is(APPS[1].1));
    if is_installed || (is_restricted && token_type == "CallerIdentity") {
        format!("token {id} {token_type} 480")
    } else if is_restricted {
        "error ErrorInvalidClientAccessTokenRequest".to_owned()
    } else {
        "error ErrorExtensionNotFound".to_owned()
    }
}

fn clients_write_what_servers_read(input: &[u8], rules: &Rules) -> Outcome {
    let sound = rules.made_sound();
    let Ok(tokens) = read_request(input, &sound) else {
        return Outcome::Irrelevant;
    };
    let without_empty = tokens.iter().cloned().map(|token| TokenRequest {
        scope: token.scope.filter(|scope| !scope.is_empty()),
        ..token
    });
    let expected: Vec<_> = without_empty.collect();
    let mut client = Client::new(Version::EXCHANGE_2013_SP1);
    match client.ask(tokens, Now::from_seconds(0), rules) {
        Ok(Some(request)) => {
            let seen = judge::request(&request, &sound).map_err(|refusal| refusal.id);
            Outcome::same("the tokens asked for", &Ok(expected), &seen)
        }
        other => Outcome::Breaks(format!("the client did not ask: {other:?}")),
    }
}

/// The input as another library reads it, if it is an envelope at all.
fn document(input: &[u8]) -> Option<Document<'_>> {
    let text = str::from_utf8(input).ok()?;
    // roxmltree takes `p:xmlns` for a declaration, and keeps some carriage returns.
    let keeps = text.contains('&') && ["\r<", "\r&"].iter().any(|end| text.contains(end));
    if keeps || text.contains(":xmlns") {
        return None;
    }
    let document = Document::parse(text).ok()?;
    let root = document.root_element();
    let mut roots = root.children().filter(roxmltree::Node::is_element);
    let is_envelope = root.has_tag_name((soap::NAMESPACE, "Envelope"))
        && roots.all(|node| {
            node.tag_name().namespace() == Some(soap::NAMESPACE)
                && ["Header", "Body"].contains(&node.tag_name().name())
        });
    is_envelope.then_some(document)
}
