//! What a client asks for: the tokens, and the version for which it asks.

use std::borrow::Cow;

use conformance::{Refusal, Rules};
use xml::{Element, Name};

use crate::names::{message, types};
use crate::schema::{Schema, TokenType, Version};
use crate::sequence::{Declared, Occurs, attributes, no_children, no_text, sequence};
use crate::{
    EWS_002, EWS_003, EWS_004, EWS_005, EWS_007, EWS_008, EWS_009, EWS_040, EWS_041, EWS_043,
    EWS_044, EWS_045,
};

/// A token that a client asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRequest<'d> {
    /// The app, as its manifest names it.
    pub id: Cow<'d, str>,
    /// What the token is for.
    pub token_type: TokenType,
    /// What the token is limited to.
    pub scope: Option<Cow<'d, str>>,
    /// The resource that the token is for.
    pub resource_uri: Option<Cow<'d, str>>,
}

impl<'d> TokenRequest<'d> {
    /// A request for a token of this type for this app.
    pub fn new(id: impl Into<Cow<'d, str>>, token_type: TokenType) -> Self {
        Self {
            id: id.into(),
            token_type,
            scope: None,
            resource_uri: None,
        }
    }

    /// The same request as an owner of its texts.
    pub fn into_owned(self) -> TokenRequest<'static> {
        let own = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        TokenRequest {
            id: own(self.id),
            token_type: self.token_type,
            scope: self.scope.map(own),
            resource_uri: self.resource_uri.map(own),
        }
    }
}

/// Reads the version that a request header states.
pub(crate) fn read_version(
    header: Option<Element<'_, '_>>,
    rules: &Rules,
) -> Result<Version, Refusal> {
    let Some(header) = header else {
        rules.refuse(
            EWS_043,
            0,
            "no `RequestServerVersion`: Exchange 2007 lacks the operation",
        )?;
        return Ok(Version::EXCHANGE_2013);
    };
    for attribute in header.attributes() {
        let name = attribute.name();
        if name != Name::bare("Version") && name.namespace != soap::NAMESPACE {
            let message = format!("no attribute `{}` here", name.local);
            rules.refuse(EWS_045, attribute.offset(), message)?;
        }
    }
    let Some(stated) = header.attribute(Name::bare("Version")) else {
        rules.refuse(
            EWS_040,
            header.offset(),
            "`RequestServerVersion` states no `Version`",
        )?;
        return Ok(Version::EXCHANGE_2013);
    };
    let schema = Schema::of(&rules.profile);
    let version = Version::parse(stated);
    let listed = version.is_some_and(|version| version.is_listed_by(schema));
    let outlook = version == Some(Version::EXCHANGE_2012) && rules.demand(EWS_041);
    if !listed && !outlook {
        rules.refuse(
            EWS_044,
            header.offset(),
            "this schema generation lists no such version",
        )?;
    }
    let version = version.unwrap_or(Version::EXCHANGE_2013);
    if version < Version::EXCHANGE_2012 {
        let message = "the operation came with Exchange 2013";
        rules.refuse(EWS_043, header.offset(), message)?;
    }
    Ok(version)
}

/// Reads `GetClientAccessToken`.
pub(crate) fn read_asked<'d>(
    operation: Element<'d, '_>,
    version: Version,
    rules: &Rules,
) -> Result<Vec<TokenRequest<'d>>, Refusal> {
    attributes(
        operation,
        &[],
        Declared::Message("GetClientAccessTokenType"),
        rules,
    )?;
    no_text(operation, rules)?;
    let places = [(message("TokenRequests"), Occurs::Once)];
    let [requests] = sequence(operation, &places, EWS_002, rules)?;
    let Some(requests) = requests else {
        return Ok(Vec::new());
    };
    attributes(requests, &[], REQUESTS, rules)?;
    no_text(requests, rules)?;
    let mut asked = Vec::new();
    for child in requests.children() {
        if child.is(types("TokenRequest")) {
            asked.push(read_one(child, version, rules)?);
        } else {
            let message = format!("`{}` does not belong here", child.name().local);
            rules.refuse(EWS_003, child.offset(), message)?;
        }
    }
    if asked.is_empty() {
        rules.refuse(EWS_003, requests.offset(), "no `TokenRequest`")?;
    }
    Ok(asked)
}

const REQUESTS: Declared = Declared::Type("NonEmptyArrayOfClientAccessTokenRequestsType");

fn read_one<'d>(
    request: Element<'d, '_>,
    version: Version,
    rules: &Rules,
) -> Result<TokenRequest<'d>, Refusal> {
    attributes(
        request,
        &[],
        Declared::Type("ClientAccessTokenRequestType"),
        rules,
    )?;
    no_text(request, rules)?;
    let misspelled = request.children().find(|child| {
        let name = child.name();
        name.local == "ID" || (name.local == "Id" && !child.is(types("Id")))
    });
    if let Some(misspelled) = misspelled {
        rules.refuse(
            EWS_005,
            misspelled.offset(),
            "the identifier is `Id` in the types namespace",
        )?;
    }
    let id_name = misspelled.map_or(types("Id"), Element::name);
    let [id, token_type, scope, resource_uri] = sequence(
        request,
        &[
            (id_name, Occurs::Once),
            (types("TokenType"), Occurs::Once),
            (types("Scope"), Occurs::AtMostOnce),
            (types("ResourceUri"), Occurs::AtMostOnce),
        ],
        EWS_004,
        rules,
    )?;
    let text = |element: Option<Element<'d, '_>>| -> Result<Option<Cow<'d, str>>, Refusal> {
        let Some(element) = element else {
            return Ok(None);
        };
        attributes(element, &[], Declared::Text, rules)?;
        no_children(element, EWS_004, rules)?;
        Ok(Some(element.text()))
    };
    if let Some(scope) = scope
        && version < Version::EXCHANGE_2013_SP1
    {
        rules.refuse(
            EWS_009,
            scope.offset(),
            "`Scope` came with Exchange 2013 SP1",
        )?;
    }
    if let Some(resource_uri) = resource_uri
        && Schema::of(&rules.profile) < Schema::XsdSe
    {
        rules.refuse(
            EWS_009,
            resource_uri.offset(),
            "`ResourceUri` came with Exchange SE",
        )?;
    }
    let token_type = match token_type {
        Some(element) => read_token_type(element, rules)?,
        None => TokenType::CallerIdentity,
    };
    Ok(TokenRequest {
        id: text(id)?.unwrap_or_default(),
        token_type,
        scope: text(scope)?,
        resource_uri: text(resource_uri)?,
    })
}

/// Reads a `TokenType`, of a request or of a response.
pub(crate) fn read_token_type(
    element: Element<'_, '_>,
    rules: &Rules,
) -> Result<TokenType, Refusal> {
    attributes(
        element,
        &[],
        Declared::Type("ClientAccessTokenTypeType"),
        rules,
    )?;
    no_children(element, EWS_008, rules)?;
    let text = element.text();
    let schema = Schema::of(&rules.profile);
    let spelled = |token_type: &&TokenType| token_type.as_str() == text;
    if let Some(token_type) = TokenType::ALL.iter().find(spelled) {
        if token_type.since() > schema {
            rules.refuse(EWS_008, element.offset(), "not in this schema generation")?;
        }
        return Ok(*token_type);
    }
    let nearly =
        |token_type: &&TokenType| token_type.as_str().eq_ignore_ascii_case(text.trim_ascii());
    let Some(token_type) = TokenType::ALL.iter().find(nearly) else {
        rules.refuse(EWS_008, element.offset(), "no such token type")?;
        return Ok(TokenType::CallerIdentity);
    };
    let message = "the case of the letters and white space count in a token type";
    rules.refuse(EWS_007, element.offset(), message)?;
    Ok(*token_type)
}
