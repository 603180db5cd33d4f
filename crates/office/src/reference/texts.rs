//! Results, manifests and identity tokens, as other people's readers find them.

use std::collections::BTreeSet;

use roxmltree::Node;
use serde_json::{Value as Json, json};

use crate::edition::Edition;

/// What is wrong with the text of a result; none where it is no JSON object at all.
pub(crate) fn result_text(input: &str, edition: Edition) -> Option<BTreeSet<&'static str>> {
    let json: Json = serde_json::from_str(input).ok()?;
    let tagged = json["object"].is_array();
    let result = plain(&json, tagged);
    let members = result.as_object()?;
    let shipped = edition == Edition::Shipped;
    let mut wrong = BTreeSet::new();
    let undefined = json!({"undefined": true});
    let nothing = |value: Option<&Json>| value.is_none_or(|v| v.is_null() || *v == undefined);
    let status = members.get("status").unwrap_or(&Json::Null);
    if *status != json!("succeeded") && *status != json!("failed") {
        wrong.insert("OFFICE-040");
    }
    let value = members.get("value");
    if *status == json!("succeeded") || *status == json!("success") || *status == json!(0) {
        if members.contains_key("error") && shipped {
            wrong.insert("OFFICE-044");
        }
        wrong.extend(value_of_success(value.filter(|_| !nothing(value)), edition));
    } else {
        if value.is_none() && tagged {
            wrong.insert("OFFICE-043");
        }
        if value.is_some() && value != Some(&undefined) {
            wrong.extend(["OFFICE-043", "OFFICE-100"]);
        }
        let error = members.get("error").filter(|error| !nothing(Some(*error)));
        let code = error.map_or(&Json::Null, |error| &error["code"]);
        let length = error
            .and_then(Json::as_object)
            .map_or(0, |error| error.len());
        let sound = error.is_some() && code.is_number();
        let whole = length == 3 && error.is_some_and(|e| e["name"] != Json::Null);
        if shipped && !(sound && whole) {
            wrong.insert("OFFICE-044");
        }
        if !shipped && !sound {
            wrong.insert("OFFICE-100");
        }
    }
    let context = members.get("asyncContext");
    let lost = [
        json!(false),
        json!(0),
        json!(""),
        Json::Null,
        undefined.clone(),
    ];
    if context.is_some_and(|context| lost.contains(context)) {
        wrong.insert("OFFICE-046");
    }
    let code = members
        .get("error")
        .and_then(|error| error["code"].as_i64())
        .unwrap_or(0);
    let failed = !wrong.contains("OFFICE-040") && *status == json!("failed");
    if members.contains_key("diagnostics") && !(failed && (9000..10_000).contains(&code)) {
        wrong.insert("OFFICE-048");
    }
    if let Some(locked) = json["locked"].as_array() {
        let names = members.keys().filter(|name| *name != "diagnostics");
        if tagged && names.into_iter().any(|name| !locked.contains(&json!(name))) {
            wrong.insert("OFFICE-047");
        }
    }
    Some(wrong)
}

fn value_of_success(value: Option<&Json>, edition: Edition) -> BTreeSet<&'static str> {
    let mut wrong = BTreeSet::new();
    let token = match value {
        Some(Json::Array(identities)) if edition == Edition::Doc2017 => {
            for identity in identities {
                if !identity.is_object() {
                    wrong.insert("OFFICE-056");
                }
                let full = |name: &str| identity[name].as_str().is_some_and(|t| !t.is_empty());
                if !full("DirectoryType") || !full("AccessToken") {
                    wrong.insert("OFFICE-099");
                }
            }
            if identities.is_empty() {
                wrong.insert("OFFICE-099");
            }
            return wrong;
        }
        Some(Json::Object(object)) => {
            wrong.insert("OFFICE-041");
            object.get("accessToken")
        }
        Some(value) => {
            wrong.insert("OFFICE-091");
            if !value.is_string() {
                wrong.insert("OFFICE-041");
            }
            Some(value)
        }
        None => None,
    };
    if token.and_then(Json::as_str).is_none_or(str::is_empty) {
        wrong.insert("OFFICE-084");
    }
    wrong
}

/// Tagged JSON as plain JSON, where undefined is an object of its own.
fn plain(json: &Json, tagged: bool) -> Json {
    if !tagged {
        return json.clone();
    }
    if let Some(pairs) = json["object"].as_array() {
        let pair = |pair: &Json| Some((pair[0].as_str()?.to_owned(), plain(&pair[1], true)));
        return Json::Object(pairs.iter().filter_map(pair).collect());
    }
    if let Some(items) = json["array"].as_array() {
        return items.iter().map(|item| plain(item, true)).collect();
    }
    match json["is"].as_str() {
        Some("undefined") => json!({"undefined": true}),
        Some(_) => Json::Null,
        None => json.clone(),
    }
}

/// What is wrong with a manifest; none where it is no XML, or no manifest at all.
pub(crate) fn manifest(input: &str) -> Option<BTreeSet<&'static str>> {
    let document = roxmltree::Document::parse(input).ok()?;
    let root = document.root_element();
    let kind = root
        .attributes()
        .find(|a| a.name() == "type")
        .map_or("", |a| a.value());
    let whole = root.tag_name().name() == "OfficeApp";
    let outlook = whole && kind == "MailApp";
    let mut wrong = wrong_sets(root, outlook);
    if !whole {
        return Some(wrong);
    }
    let permission = named(root, "Permissions")
        .first()
        .and_then(Node::text)
        .unwrap_or("");
    let words = if outlook {
        &["Item", "Mailbox"][..]
    } else {
        &["Document"]
    };
    let fits = words.iter().any(|word| permission.ends_with(word)) || permission == "Restricted";
    if !["TaskPaneApp", "ContentApp", "MailApp"].contains(&kind) || !fits {
        wrong.insert("OFFICE-103");
    }
    let source = named(root, "SourceLocation")
        .first()
        .and_then(|n| n.attribute("DefaultValue"));
    let domain = source
        .and_then(|source| source.split('/').nth(2))
        .unwrap_or("");
    for application in named(root, "WebApplicationInfo") {
        let home = application.parent()?;
        let last = home.children().rfind(Node::is_element) == Some(application);
        let wanted = if outlook {
            "VersionOverridesV1_1"
        } else {
            "VersionOverridesV1_0"
        };
        let fits = home
            .attributes()
            .any(|a| a.name() == "type" && a.value() == wanted);
        let part = |name: &str| {
            named(application, name)
                .first()
                .and_then(Node::text)
                .unwrap_or("")
        };
        let scopes: Vec<&str> = named(application, "Scope")
            .iter()
            .filter_map(Node::text)
            .collect();
        if !last || !fits || scopes.is_empty() || part("Id").is_empty() {
            wrong.insert("OFFICE-069");
        }
        let (id, resource) = (part("Id").to_lowercase(), part("Resource").to_lowercase());
        let meant = format!("api://{}/{id}", domain.to_lowercase());
        let both = scopes.is_empty() || (scopes.contains(&"profile") && scopes.contains(&"openid"));
        if id.len() != 36 || resource != meant || !both {
            wrong.insert("OFFICE-070");
        }
    }
    Some(wrong)
}

fn wrong_sets(root: Node<'_, '_>, outlook: bool) -> BTreeSet<&'static str> {
    let mut wrong = BTreeSet::new();
    for set in named(root, "Set") {
        if set.attribute("Name").is_none_or(str::is_empty) {
            wrong.insert("OFFICE-067");
        }
        if outlook && set.attribute("Name") == Some("IdentityAPI") {
            wrong.insert("OFFICE-068");
        }
    }
    for sets in named(root, "Sets") {
        let parts: Vec<&str> = sets
            .children()
            .filter(Node::is_element)
            .map(local)
            .collect();
        let versions = named(sets, "Set")
            .into_iter()
            .filter_map(|set| set.attribute("MinVersion"));
        let odd = versions
            .chain(sets.attribute("DefaultMinVersion"))
            .any(|version| {
                let parts: Vec<&str> = version.split('.').collect();
                parts.len() != 2 || parts.iter().any(|part| part.parse::<u32>().is_err())
            });
        if odd || parts.is_empty() || parts.iter().any(|part| *part != "Set") {
            wrong.insert("OFFICE-067");
        }
    }
    wrong
}

fn local<'d>(node: Node<'d, '_>) -> &'d str {
    node.tag_name().name()
}

fn named<'d, 'i>(within: Node<'d, 'i>, name: &str) -> Vec<Node<'d, 'i>> {
    within
        .descendants()
        .filter(|node| node.is_element() && node.tag_name().name() == name)
        .collect()
}

/// Whether the parts of an identity token are as documented; none where they are no JSON.
pub(crate) fn identity_token(header: &str, payload: &str) -> Option<bool> {
    let header: Json = serde_json::from_str(header).ok()?;
    let payload: Json = serde_json::from_str(payload).ok()?;
    let full = |value: &Json| value.as_str().is_some_and(|text| !text.is_empty());
    let date = |value: &Json| match value {
        Json::String(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse().ok(),
        value => value.as_i64(),
    };
    let context = &payload["appctx"];
    let dates: [Option<i64>; 2] = [date(&payload["nbf"]), date(&payload["exp"])];
    let in_order = matches!(dates, [Some(from), Some(to)] if from < to);
    Some(
        header["typ"] == "JWT"
            && header["alg"] == "RS256"
            && full(&header["x5t"])
            && full(&payload["aud"])
            && full(&payload["iss"])
            && in_order
            && full(&context["msexchuid"])
            && full(&context["amurl"])
            && context["version"] == "ExIdTok.V1",
    )
}
