//! What a server answers: one message for each token asked for.

use std::borrow::Cow;

use conformance::{Quirk, Refusal, Rules};
use xml::{Element, Name};

use crate::names::{message, types};
use crate::request::read_token_type;
use crate::schema::{Schema, TokenType};
use crate::secret::Secret;
use crate::sequence::{Declared, Occurs, attributes, no_children, no_text, sequence};
use crate::{
    EWS_020, EWS_021, EWS_023, EWS_024, EWS_025, EWS_026, EWS_027, EWS_029, EWS_031, EWS_032,
    EWS_034, EWS_037, response_code,
};

/// Reads the life of a token as a number of 32 bits.
pub(crate) const TTL_IN_32_BITS: Quirk = Quirk("reads-the-life-of-a-token-in-32-bits");

/// How a token request went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A token was issued.
    Success,
    /// The request was not tried.
    Warning,
    /// The request was refused.
    Error,
}

impl Class {
    /// Its spelling, which is compared letter for letter.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "Success",
            Self::Warning => "Warning",
            Self::Error => "Error",
        }
    }
}

/// The answer to one token request.
#[derive(Clone, Debug)]
pub(crate) struct Message<'d, 'a> {
    /// How the request went.
    pub class: Class,
    /// What a person may read about it.
    pub text: Option<Cow<'d, str>>,
    /// The code that says why.
    pub code: Option<Cow<'d, str>>,
    /// Whatever the server adds for machines.
    pub xml: Option<Element<'d, 'a>>,
    /// The token.
    pub token: Option<Token<'d>>,
}

/// A token, with what was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token<'d> {
    /// The app it was issued for.
    pub id: Cow<'d, str>,
    /// What it is for.
    pub token_type: TokenType,
    /// The token itself.
    pub value: Secret<'d>,
    /// How long it lives, in minutes; the largest number that fits if it lives longer.
    pub ttl_minutes: u64,
}

/// Reads `GetClientAccessTokenResponse`.
pub(crate) fn read<'d, 'a>(
    response: Element<'d, 'a>,
    rules: &Rules,
) -> Result<Vec<Message<'d, 'a>>, Refusal> {
    attributes(
        response,
        &[],
        Declared::Message("GetClientAccessTokenResponseType"),
        rules,
    )?;
    no_text(response, rules)?;
    let places = [(message("ResponseMessages"), Occurs::Once)];
    let [held] = sequence(response, &places, EWS_020, rules)?;
    let Some(held) = held else {
        return Ok(Vec::new());
    };
    attributes(
        held,
        &[],
        Declared::Message("ArrayOfResponseMessagesType"),
        rules,
    )?;
    no_text(held, rules)?;
    let mut messages = Vec::new();
    for child in held.children() {
        if !child.is(message("GetClientAccessTokenResponseMessage")) {
            let shown = format!("`{}` is no message of this operation", child.name().local);
            rules.refuse(EWS_021, child.offset(), shown)?;
        }
        messages.push(read_message(child, rules)?);
    }
    if messages.is_empty() {
        rules.refuse(
            EWS_020,
            held.offset(),
            "`ResponseMessages` holds no message",
        )?;
    }
    Ok(messages)
}

/// Reads the class that a response message, or a whole response, bears.
pub(crate) fn read_class(element: Element<'_, '_>, rules: &Rules) -> Result<Class, Refusal> {
    let stated = element.attribute(Name::bare("ResponseClass"));
    let Some(stated) = stated else {
        rules.refuse(
            EWS_023,
            element.offset(),
            "the message bears no `ResponseClass`",
        )?;
        return Ok(Class::Error);
    };
    let all = [Class::Success, Class::Warning, Class::Error];
    if let Some(class) = all.into_iter().find(|class| class.as_str() == stated) {
        return Ok(class);
    }
    rules.refuse(
        EWS_023,
        element.offset(),
        "`ResponseClass` is Success, Warning or Error",
    )?;
    let nearly = |class: &Class| class.as_str().eq_ignore_ascii_case(stated.trim_ascii());
    Ok(all.into_iter().find(nearly).unwrap_or(Class::Error))
}

/// The parts that every kind of response message begins with.
pub(crate) struct Opening<'d, 'a> {
    pub(crate) text: Option<Cow<'d, str>>,
    pub(crate) code: Option<Cow<'d, str>>,
    pub(crate) link_key: Option<Element<'d, 'a>>,
    pub(crate) xml: Option<Element<'d, 'a>>,
}

impl<'d, 'a> Opening<'d, 'a> {
    pub(crate) const NAMES: [(Name<'static>, Occurs); 4] = [
        (message("MessageText"), Occurs::AtMostOnce),
        (message("ResponseCode"), Occurs::AtMostOnce),
        (message("DescriptiveLinkKey"), Occurs::AtMostOnce),
        (message("MessageXml"), Occurs::AtMostOnce),
    ];

    pub(crate) fn read(
        [text, code, link_key, xml]: [Option<Element<'d, 'a>>; 4],
        rules: &Rules,
    ) -> Result<Self, Refusal> {
        let declared = [
            (text, Declared::Text),
            (code, Declared::Message("ResponseCodeType")),
            (link_key, Declared::Integer { any_size: false }),
        ];
        for (element, declared) in declared {
            let Some(element) = element else { continue };
            attributes(element, &[], declared, rules)?;
            no_children(element, EWS_024, rules)?;
        }
        if let Some(element) = xml {
            attributes(element, &[], Declared::Nameless, rules)?;
            no_text(element, rules)?;
        }
        if let Some(element) = code
            && !response_code::is_known(&element.text(), Schema::of(&rules.profile))
        {
            let shown = "no code of this schema generation; white space counts";
            rules.refuse(EWS_034, element.offset(), shown)?;
        }
        if let Some(element) = link_key
            && element.text().trim_ascii().parse::<i32>().is_err()
        {
            rules.refuse(
                EWS_024,
                element.offset(),
                "`DescriptiveLinkKey` is a whole number",
            )?;
        }
        Ok(Self {
            text: text.map(Element::text),
            code: code.map(Element::text),
            link_key,
            xml,
        })
    }
}

fn read_message<'d, 'a>(
    element: Element<'d, 'a>,
    rules: &Rules,
) -> Result<Message<'d, 'a>, Refusal> {
    let declared = Declared::Message("GetClientAccessTokenResponseMessageType");
    attributes(element, &[Name::bare("ResponseClass")], declared, rules)?;
    no_text(element, rules)?;
    let class = read_class(element, rules)?;
    let misplaced = element
        .children()
        .find(|child| child.name().local == "Token" && !child.is(message("Token")));
    if let Some(token) = misplaced {
        rules.refuse(
            EWS_025,
            token.offset(),
            "`Token` stands in the messages namespace",
        )?;
    }
    let token_name = misplaced.map_or(message("Token"), Element::name);
    let [text, code, link_key, xml] = Opening::NAMES;
    let places = [text, code, link_key, xml, (token_name, Occurs::AtMostOnce)];
    let [text, code, link_key, xml, token] = sequence(element, &places, EWS_024, rules)?;
    let opening = Opening::read([text, code, link_key, xml], rules)?;
    let read = token.map(|token| read_token(token, rules)).transpose()?;
    agree(element, class, &opening, token.zip(read.as_ref()), rules)?;
    Ok(Message {
        class,
        text: opening.text,
        code: opening.code,
        xml: opening.xml,
        token: read,
    })
}

/// Whether class, code and token say the same.
fn agree(
    element: Element<'_, '_>,
    class: Class,
    opening: &Opening<'_, '_>,
    token: Option<(Element<'_, '_>, &Token<'_>)>,
    rules: &Rules,
) -> Result<(), Refusal> {
    let no_error = opening.code.as_deref() == Some("NoError");
    let at = element.offset();
    match (class, token) {
        (Class::Success, _) if !no_error => {
            rules.refuse(EWS_027, at, "a success whose code is not NoError")?;
        }
        (Class::Success, None) => rules.refuse(EWS_027, at, "a success without a token")?,
        (Class::Success, Some((held, token))) if token.value.reveal().is_empty() => {
            rules.refuse(EWS_027, held.offset(), "a success with an empty token")?;
        }
        (Class::Error, _) if no_error => {
            rules.refuse(EWS_027, at, "an error whose code is NoError")?;
        }
        (Class::Error, Some((held, _))) => {
            rules.refuse(EWS_027, held.offset(), "an error with a token")?;
        }
        (Class::Warning, Some((held, _))) => {
            rules.refuse(
                EWS_037,
                held.offset(),
                "a request that was not tried has no token",
            )?;
        }
        _ => {}
    }
    let complete = opening.text.is_some() && opening.code.is_some() && opening.link_key.is_some();
    if class == Class::Error && !complete {
        let shown = "an error lacks `MessageText`, `ResponseCode` or `DescriptiveLinkKey`";
        rules.refuse(EWS_032, at, shown)?;
    }
    Ok(())
}

fn read_token<'d>(token: Element<'d, '_>, rules: &Rules) -> Result<Token<'d>, Refusal> {
    attributes(token, &[], Declared::Type("ClientAccessTokenType"), rules)?;
    no_text(token, rules)?;
    let [id, token_type, value, ttl] = sequence(
        token,
        &[
            (types("Id"), Occurs::Once),
            (types("TokenType"), Occurs::Once),
            (types("TokenValue"), Occurs::Once),
            (types("TTL"), Occurs::Once),
        ],
        EWS_026,
        rules,
    )?;
    let any_size = Declared::Integer { any_size: true };
    for (element, declared) in [
        (id, Declared::Text),
        (value, Declared::Text),
        (ttl, any_size),
    ] {
        let Some(element) = element else { continue };
        attributes(element, &[], declared, rules)?;
        no_children(element, EWS_026, rules)?;
    }
    let token_type = token_type
        .map(|element| read_token_type(element, rules))
        .transpose()?;
    Ok(Token {
        id: id.map(Element::text).unwrap_or_default(),
        token_type: token_type.unwrap_or(TokenType::CallerIdentity),
        value: Secret::new(value.map(Element::text).unwrap_or_default()),
        ttl_minutes: ttl.map_or(Ok(0), |ttl| read_ttl(ttl, rules))?,
    })
}

/// Reads an `xs:integer` of any size; what no machine number holds is the largest.
fn read_ttl(element: Element<'_, '_>, rules: &Rules) -> Result<u64, Refusal> {
    let text = element.text();
    let trimmed = text.trim_matches([' ', '\t', '\r', '\n']);
    let (negative, digits) = match trimmed.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, trimmed.strip_prefix('+').unwrap_or(trimmed)),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        rules.refuse(EWS_029, element.offset(), "`TTL` is a whole number")?;
        return Ok(0);
    }
    let value = digits.parse().unwrap_or(u64::MAX);
    if value > i32::MAX as u64 && rules.does(TTL_IN_32_BITS) {
        return Err(Refusal::new(
            EWS_031,
            element.offset(),
            "`TTL` is too large",
        ));
    }
    if negative && value > 0 {
        rules.refuse(
            EWS_031,
            element.offset(),
            "a token does not live less than no time",
        )?;
        return Ok(0);
    }
    Ok(value)
}
