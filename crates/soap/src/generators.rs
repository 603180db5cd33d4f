//! Choices become envelopes, faults and requests. Nothing is judged here.

use arbitrary::{Result, Unstructured};

use crate::case::fill;
use crate::names::NAMESPACE;

/// An envelope with an operation, a response or something else in it; about half are sound.
pub(crate) fn envelopes(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let is_sound = choices.ratio(1, 3)?;
    let content = if is_sound {
        sound_envelope(choices)?
    } else {
        envelope(choices)?
    };
    Ok(fill(&content).into_bytes())
}

/// An envelope with nothing wrong in it.
pub(crate) fn sound_envelopes(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    Ok(fill(&sound_envelope(choices)?).into_bytes())
}

fn sound_envelope(choices: &mut Unstructured<'_>) -> Result<String> {
    let header = choices.choose(&["", "<s:Header/>", "<s:Header>${known}</s:Header>"])?;
    let header = header.replace("${known}", KNOWN);
    let body = choices.choose(&[
        "${request}",
        "${response}",
        "<x:do xmlns:x='urn:x'>a<x:b c='d'/>e</x:do>",
        "<s:Fault><faultcode>s:Client</faultcode><faultstring>no</faultstring></s:Fault>",
        "",
    ])?;
    Ok(format!(
        "<s:Envelope xmlns:s='{NAMESPACE}'>{header}<s:Body>{body}</s:Body></s:Envelope>"
    ))
}

const KNOWN: &str = "<t:RequestServerVersion \
    xmlns:t='http://schemas.microsoft.com/exchange/services/2006/types' Version='Exchange2013'/>";

/// Elements that may or may not have their place in an envelope.
const PARTS: [&str; 10] = [
    "<s:Header/>",
    "<s:Header>${blocks}</s:Header>",
    "<s:Header${attributes}>${blocks}</s:Header>",
    "<s:Body>${content}</s:Body>",
    "<s:Body${attributes}>${content}</s:Body>",
    "<s:Body>${request}</s:Body>",
    "<Body/>",
    "<x:Header xmlns:x='urn:x'/>",
    "<x:more xmlns:x='urn:x'/>",
    "text",
];
const BLOCKS: [&str; 9] = [
    KNOWN,
    "<x:block xmlns:x='urn:x'/>",
    "<x:block xmlns:x='urn:x' s:mustUnderstand='0'/>",
    "<x:block xmlns:x='urn:x' s:mustUnderstand='1'/>",
    "<x:block xmlns:x='urn:x' s:mustUnderstand='true'/>",
    "<x:block xmlns:x='urn:x' s:mustUnderstand='1' s:actor='urn:y'/>",
    "<x:block xmlns:x='urn:x'><s:Body><x:evil/></s:Body></x:block>",
    "<block/>",
    " text ",
];
const CONTENTS: [&str; 7] = [
    "${request}",
    "<x:do xmlns:x='urn:x'/>",
    "<x:do xmlns:x='urn:x' s:encodingStyle=''/>",
    "<x:do xmlns:x='urn:x'><s:Envelope><s:Body/></s:Envelope></x:do>",
    "<do/>",
    "text",
    " <!-- --> ",
];
const ATTRIBUTES: [&str; 6] = [
    "",
    " a='1'",
    " s:encodingStyle=''",
    " s:actor='urn:x'",
    " s:any=''",
    " x:a='' xmlns:x='urn:x'",
];
const NAMESPACES: [&str; 8] = [
    NAMESPACE,
    NAMESPACE,
    NAMESPACE,
    NAMESPACE,
    NAMESPACE,
    "http://www.w3.org/2003/05/soap-envelope",
    "https://schemas.xmlsoap.org/soap/envelope/",
    "urn:x",
];

fn envelope(choices: &mut Unstructured<'_>) -> Result<String> {
    let namespace = *choices.choose(&NAMESPACES)?;
    let root = *choices.choose(&["Envelope", "Envelope", "Envelope", "Envelope", "Message"])?;
    let attributes = if choices.ratio(1, 4)? {
        *choices.choose(&ATTRIBUTES)?
    } else {
        ""
    };
    let mut text = format!("<s:{root} xmlns:s='{namespace}'{attributes}>");
    if choices.ratio(1, 8)? {
        text.insert_str(0, "<?p?>");
    }
    let header_first = choices.ratio(1, 2)?;
    if header_first {
        text.push_str(choices.choose(&PARTS[..3])?);
    }
    text.push_str(choices.choose(&PARTS[3..6])?);
    if choices.ratio(1, 4)? {
        text.push_str(choices.choose(&PARTS)?);
    }
    text.push_str(&format!("</s:{root}>"));
    for (hole, from) in [
        ("${blocks}", &BLOCKS[..]),
        ("${content}", &CONTENTS),
        ("${attributes}", &ATTRIBUTES),
    ] {
        while let Some(at) = text.find(hole) {
            let mut filled = (*choices.choose(from)?).to_owned();
            if hole != "${attributes}" && choices.ratio(1, 4)? {
                filled.push_str(choices.choose(from)?);
            }
            text.replace_range(at..at + hole.len(), &filled);
        }
    }
    Ok(text)
}

/// A response that carries a fault; about half are sound.
pub(crate) fn faults(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let code = *choices.choose(&[
        "s:Client",
        "s:Server",
        "a:ErrorSchemaValidation",
        "\n s:Client ",
        "s:MustUnderstand",
        "s:Client.Authentication",
        "a:Error.Dotted",
        "Client",
        "x:Client",
        "s:Receiver",
        "s:",
        ":s",
        "",
    ])?;
    let string = *choices.choose(&["no", "", "n<!-- -->o", "<![CDATA[<no>]]>", " no\n"])?;
    let attribute = *choices.choose(&[
        "",
        "",
        " xml:lang='en'",
        " i:nil='true'",
        " i:nil='false'",
        " i:type='s:x'",
    ])?;
    let mut parts = vec![
        format!("<faultcode>{code}</faultcode>"),
        format!("<faultstring{attribute}>{string}</faultstring>"),
    ];
    if choices.ratio(1, 3)? {
        parts.push("<faultactor>urn:x</faultactor>".to_owned());
    }
    if choices.ratio(1, 2)? {
        let detail = *choices.choose(&["", "<a:b a:c='d'/>", "text", "<e><f/></e>"])?;
        parts.push(format!("<detail>{detail}</detail>"));
    }
    match choices.int_in_range(0..=9u8)? {
        0 => parts.swap(0, 1),
        1 => drop(parts.remove(0)),
        2 => drop(parts.remove(1)),
        3 => parts.push("<a:more/>".to_owned()),
        4 => parts.push("<s:faultcode>s:Client</s:faultcode>".to_owned()),
        5 => parts.insert(1, parts[0].clone()),
        _ => {}
    }
    let text = format!(
        "<s:Envelope xmlns:s='{NAMESPACE}' xmlns:a='urn:a' \
         xmlns:i='http://www.w3.org/2001/XMLSchema-instance'><s:Body><s:Fault>{}</s:Fault></s:Body>\
         </s:Envelope>",
        parts.concat()
    );
    Ok(text.into_bytes())
}

/// A request as it looks on the wire: a line with method and path, header lines, an empty line and
/// the body.
pub(crate) fn requests(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let mut pick = |usual: &'static str, from: &[&'static str]| -> Result<&'static str> {
        if choices.ratio(3, 4)? {
            Ok(usual)
        } else {
            Ok(*choices.choose(from)?)
        }
    };
    let method = pick("POST", &["GET", "M-POST", "post", "PUT"])?;
    let path = pick(
        "/EWS/Exchange.asmx",
        &[
            "/ews/exchange.asmx",
            "/EWS/Exchange.asmx?x=1",
            "/",
            "/EWS/Services.wsdl",
        ],
    )?;
    let media_type = pick(
        "Content-Type: text/xml; charset=utf-8\n",
        &[
            "",
            "Content-Type: text/xml\n",
            "content-type: Text/XML;charset=\"UTF-8\"\n",
            "Content-Type: text/xml; charset=us-ascii\n",
            "Content-Type: text/xml; charset=utf-16\n",
            "Content-Type: application/soap+xml; charset=utf-8\n",
            "Content-Type: text\n",
            "Content-Type: text/xml; charset=utf-8\nContent-Type: text/xml; charset=utf-8\n",
        ],
    )?;
    let action = pick(
        "SOAPAction: \"http://schemas.microsoft.com/exchange/services/2006/messages/\
         GetClientAccessToken\"\n",
        &[
            "",
            "SOAPAction: \"\"\n",
            "SOAPAction: urn:x\n",
            "SOAPAction: \"urn:x\"\n",
        ],
    )?;
    let cookie = pick("", &["Cookie: suite=1\n"])?;
    let is_empty = choices.ratio(1, 10)?;
    let body = if is_empty {
        vec![]
    } else {
        envelopes(choices)?
    };
    let body = String::from_utf8_lossy(&body).into_owned();
    Ok(format!("{method} {path}\n{media_type}{action}{cookie}\n{body}").into_bytes())
}

/// What a fault may say to people.
pub(crate) fn strings(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let mut text = String::new();
    for _ in 0..choices.int_in_range(0..=4u8)? {
        text.push_str(choices.choose(&["no", " ", "<&>", "]]>", "\r\n", "\t", "é", "\"'", "\0"])?);
    }
    Ok(text.into_bytes())
}
