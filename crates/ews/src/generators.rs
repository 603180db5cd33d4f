//! Choices become requests and answers, about half of them as they should be. Judges nothing.

use conformance::arbitrary::{Result, Unstructured};

use crate::case::{APPS, Post, SoapAnswer};
use crate::schema::TokenType;

/// The versions that requests state, most often one that knows everything.
const VERSIONS: [&str; 16] = [
    "Exchange2013_SP1",
    "Exchange2013_SP1",
    "Exchange2013_SP1",
    "Exchange2013_SP1",
    "Exchange2013_SP1",
    "Exchange2013_SP1",
    "Exchange2013_SP1",
    "Exchange2013_SP1",
    "Exchange2013_SP1",
    "Exchange2013_SP1",
    "Exchange2016",
    "Exchange2013",
    "Exchange2012",
    "Exchange2010",
    "V2017_07_11",
    "Exchange1999",
];

/// A request: an envelope around token requests.
pub(crate) fn request(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let version = *choices.choose(&VERSIONS)?;
    let header = match rarely(choices)? {
        true => Some(String::new()),
        false => None,
    };
    let mut requests = String::new();
    for _ in 0..*choices.choose(&[1, 1, 1, 2, 2, 3, 0])? {
        requests.push_str(&token_request(choices)?);
    }
    let list = element("m:TokenRequests", &requests, choices)?;
    let body = element("m:GetClientAccessToken", &list, choices)?;
    let body = if rarely(choices)? {
        format!("{body}{list}")
    } else {
        body
    };
    let post = Post {
        version: Some(version.to_owned()),
        header,
        body: Some(body),
        ..Post::default()
    };
    Ok(post.envelope().into_bytes())
}

fn token_request(choices: &mut Unstructured<'_>) -> Result<String> {
    let (id, token_type) = (id(choices)?, token_type(choices)?);
    let mut parts = vec![
        element("t:Id", &id, choices)?,
        element("t:TokenType", &token_type, choices)?,
    ];
    if one_in(choices, 4)? {
        parts.push(element(
            "t:Scope",
            choices.choose(&["", "mail", "a &amp; b"])?,
            choices,
        )?);
    }
    if rarely(choices)? {
        parts.push(element("t:ResourceUri", "https://mail.example/", choices)?);
    }
    let parts = disturbed(parts, choices)?;
    element("t:TokenRequest", &parts, choices)
}

/// An answer: an envelope around response messages.
pub(crate) fn answer(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let mut messages = String::new();
    for _ in 0..*choices.choose(&[1, 1, 1, 2, 0])? {
        messages.push_str(&message(choices)?);
    }
    let answer = SoapAnswer {
        messages: Some(messages),
        ..SoapAnswer::default()
    };
    Ok(answer.envelope().into_bytes())
}

fn message(choices: &mut Unstructured<'_>) -> Result<String> {
    let class = *choices.choose(&[
        "Success", "Success", "Error", "Warning", "success", "Failure",
    ])?;
    let code = *choices.choose(match class {
        "Success" => &[
            "NoError",
            "NoError",
            "NoError",
            "NoError",
            "ErrorAccessDenied",
            " NoError",
        ],
        "Warning" => &["ErrorBatchProcessingStopped"],
        _ => &[
            "ErrorInvalidClientAccessTokenRequest",
            "ErrorAccessDenied",
            "NoError",
            "ErrorUnauthorizedClientAccessTokenRequest",
            "ErrorCannotFindUser",
            "ErrorOfTomorrow",
        ],
    })?;
    let mut parts = Vec::new();
    if class != "Success" || rarely(choices)? {
        parts.push(element("m:MessageText", "text", choices)?);
    }
    parts.push(element("m:ResponseCode", code, choices)?);
    if class != "Success" || rarely(choices)? {
        let key = *choices.choose(&["0", "0", "0", "-7", "none", "4294967296"])?;
        parts.push(element("m:DescriptiveLinkKey", key, choices)?);
    }
    if rarely(choices)? {
        parts.push("<m:MessageXml><any xmlns=\"urn:any\"/></m:MessageXml>".to_owned());
    }
    if (class == "Success") != rarely(choices)? {
        parts.push(token(choices)?);
    }
    let parts = disturbed(parts, choices)?;
    let name = "m:GetClientAccessTokenResponseMessage";
    let name = if rarely(choices)? {
        "m:GetItemResponseMessage"
    } else {
        name
    };
    let class = match rarely(choices)? {
        true => String::new(),
        false => format!(" ResponseClass=\"{class}\""),
    };
    Ok(format!("<{name}{class}>{parts}</{name}>"))
}

fn token(choices: &mut Unstructured<'_>) -> Result<String> {
    let ttl = *choices.choose(&[
        "480",
        "480",
        "480",
        "+5",
        " 7 ",
        "0",
        "-0",
        "-1",
        "2147483648",
        "1e3",
        "4 7",
        "",
        "99999999999999999999999999",
    ])?;
    let value = *choices.choose(&["aaa.bbb.ccc", "aaa.bbb.ccc", "aaa.bbb.ccc", ""])?;
    let (id, token_type) = (id(choices)?, token_type(choices)?);
    let parts = vec![
        element("t:Id", &id, choices)?,
        element("t:TokenType", &token_type, choices)?,
        element("t:TokenValue", value, choices)?,
        element("t:TTL", ttl, choices)?,
    ];
    let parts = disturbed(parts, choices)?;
    element("m:Token", &parts, choices)
}

fn id(choices: &mut Unstructured<'_>) -> Result<String> {
    let ids = [APPS[0].1, APPS[0].1, APPS[1].1, APPS[2].1, "", "x"];
    Ok((*choices.choose(&ids)?).to_owned())
}

fn token_type(choices: &mut Unstructured<'_>) -> Result<String> {
    let known = if rarely(choices)? {
        &TokenType::ALL[..]
    } else {
        &TokenType::ALL[..4]
    };
    let spelled = choices.choose(known)?.as_str();
    Ok(match choices.int_in_range(0..=60)? {
        5 => spelled.to_lowercase(),
        1 => format!(" {spelled}"),
        2 => "Everything".to_owned(),
        3 => format!("{}<!-- c -->{}", &spelled[..2], &spelled[2..]),
        4 => format!("<![CDATA[{spelled}]]>"),
        0 | 6..=24 => TokenType::CallerIdentity.as_str().to_owned(),
        _ => spelled.to_owned(),
    })
}

/// True one time in so many, and false where choices have run out.
fn one_in(choices: &mut Unstructured<'_>, times: u32) -> Result<bool> {
    Ok(choices.int_in_range(1..=times)? == times)
}

fn rarely(choices: &mut Unstructured<'_>) -> Result<bool> {
    one_in(choices, 20)
}

/// The parts one after another; now and then one is missing, repeated, or changes places.
fn disturbed(mut parts: Vec<String>, choices: &mut Unstructured<'_>) -> Result<String> {
    if parts.is_empty() || !one_in(choices, 10)? {
        return Ok(parts.concat());
    }
    let at = choices.choose_index(parts.len())?;
    match choices.int_in_range(0..=3)? {
        0 => drop(parts.remove(at)),
        1 => parts.insert(at, parts[at].clone()),
        2 => parts.swap(0, at),
        _ => parts.push("<t:Colour/>".to_owned()),
    }
    Ok(parts.concat())
}

/// An element; now and then with another name, an attribute or stray text.
fn element(name: &str, content: &str, choices: &mut Unstructured<'_>) -> Result<String> {
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    Ok(match choices.int_in_range(0..=300)? {
        7 => format!("<x:{local} xmlns:x=\"urn:x\">{content}</x:{local}>"),
        1 => {
            let other = if prefix == "m" { "t" } else { "m" };
            format!("<{other}:{local}>{content}</{other}:{local}>")
        }
        2 => {
            let upper = local.to_uppercase();
            format!("<{prefix}:{upper}>{content}</{prefix}:{upper}>")
        }
        3 => format!("<{name} colour=\"red\">{content}</{name}>"),
        4 => format!("<{name}>{content}stray</{name}>"),
        5 => format!("<{name}><!-- c -->{content}</{name}>"),
        6 => format!(
            "<{name} xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" \
             xmlns:s=\"http://www.w3.org/2001/XMLSchema\" i:type=\"s:{}\">{content}</{name}>",
            choices.choose(&["string", "token", "int"])?
        ),
        _ => format!("<{name}>{content}</{name}>"),
    })
}
