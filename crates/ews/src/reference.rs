//! The schema once more, naively: over another library's tree, by plain recursion, with every
//! element described in one table. Slow, and independent of the model.

use conformance::Profile;
use roxmltree::{Document, Node};

use crate::schema::Schema;
use crate::{ERRORS, MESSAGES, TYPES, response_code};

/// What an element must look like.
struct Shape {
    namespace: &'static str,
    name: &'static str,
    /// The types that `xsi:type` may name: namespace and name.
    types: &'static [(&'static str, &'static str)],
    content: Content,
}

enum Content {
    /// These elements in this order, each so often.
    Sequence(&'static [(&'static Shape, usize, usize)]),
    /// A text of which this is true.
    Text(fn(&str, Schema) -> bool),
    /// Anything.
    Any,
}

const XSD: &str = "http://www.w3.org/2001/XMLSchema";
/// `xs:string` and what is derived from it.
const STRING: &[(&str, &str)] = &[
    (XSD, "string"),
    (XSD, "normalizedString"),
    (XSD, "token"),
    (XSD, "language"),
    (XSD, "NMTOKEN"),
    (XSD, "Name"),
    (XSD, "NCName"),
    (XSD, "ID"),
    (XSD, "IDREF"),
    (XSD, "ENTITY"),
];
/// `xs:int` and what is derived from it.
const INT: &[(&str, &str)] = &[(XSD, "int"), (XSD, "short"), (XSD, "byte")];
/// `xs:integer` and what is derived from it.
const INTEGER: &[(&str, &str)] = &[
    (XSD, "integer"),
    (XSD, "nonPositiveInteger"),
    (XSD, "negativeInteger"),
    (XSD, "nonNegativeInteger"),
    (XSD, "positiveInteger"),
    (XSD, "unsignedLong"),
    (XSD, "unsignedInt"),
    (XSD, "unsignedShort"),
    (XSD, "unsignedByte"),
    (XSD, "long"),
    (XSD, "int"),
    (XSD, "short"),
    (XSD, "byte"),
];
const MANY: usize = usize::MAX;

static ID: Shape = Shape {
    namespace: TYPES,
    name: "Id",
    types: STRING,
    content: ANY_TEXT,
};
static TOKEN_TYPE: Shape = Shape {
    namespace: TYPES,
    name: "TokenType",
    types: &[(TYPES, "ClientAccessTokenTypeType")],
    content: Content::Text(is_token_type),
};
static SCOPE: Shape = Shape {
    namespace: TYPES,
    name: "Scope",
    types: STRING,
    content: ANY_TEXT,
};
static RESOURCE_URI: Shape = Shape {
    namespace: TYPES,
    name: "ResourceUri",
    types: STRING,
    content: Content::Text(is_se),
};
static TOKEN_REQUEST: Shape = Shape {
    namespace: TYPES,
    name: "TokenRequest",
    types: &[(TYPES, "ClientAccessTokenRequestType")],
    content: Content::Sequence(&[
        (&ID, 1, 1),
        (&TOKEN_TYPE, 1, 1),
        (&SCOPE, 0, 1),
        (&RESOURCE_URI, 0, 1),
    ]),
};
static TOKEN_REQUESTS: Shape = Shape {
    namespace: MESSAGES,
    name: "TokenRequests",
    types: &[(TYPES, "NonEmptyArrayOfClientAccessTokenRequestsType")],
    content: Content::Sequence(&[(&TOKEN_REQUEST, 1, MANY)]),
};
static OPERATION: Shape = Shape {
    namespace: MESSAGES,
    name: "GetClientAccessToken",
    types: &[(MESSAGES, "GetClientAccessTokenType")],
    content: Content::Sequence(&[(&TOKEN_REQUESTS, 1, 1)]),
};

static VALUE: Shape = Shape {
    namespace: TYPES,
    name: "TokenValue",
    types: STRING,
    content: ANY_TEXT,
};
static TTL: Shape = Shape {
    namespace: TYPES,
    name: "TTL",
    types: INTEGER,
    content: Content::Text(is_integer),
};
static TOKEN: Shape = Shape {
    namespace: MESSAGES,
    name: "Token",
    types: &[(TYPES, "ClientAccessTokenType")],
    content: Content::Sequence(&[
        (&ID, 1, 1),
        (&TOKEN_TYPE, 1, 1),
        (&VALUE, 1, 1),
        (&TTL, 1, 1),
    ]),
};
static MESSAGE_TEXT: Shape = Shape {
    namespace: MESSAGES,
    name: "MessageText",
    types: STRING,
    content: ANY_TEXT,
};
static CODE: Shape = Shape {
    namespace: MESSAGES,
    name: "ResponseCode",
    types: &[(MESSAGES, "ResponseCodeType")],
    content: Content::Text(is_code),
};
static LINK_KEY: Shape = Shape {
    namespace: MESSAGES,
    name: "DescriptiveLinkKey",
    types: INT,
    content: Content::Text(is_int),
};
static MESSAGE_XML: Shape = Shape {
    namespace: MESSAGES,
    name: "MessageXml",
    types: &[],
    content: Content::Any,
};
static MESSAGE: Shape = Shape {
    namespace: MESSAGES,
    name: "GetClientAccessTokenResponseMessage",
    types: &[(MESSAGES, "GetClientAccessTokenResponseMessageType")],
    content: Content::Sequence(&[
        (&MESSAGE_TEXT, 0, 1),
        (&CODE, 0, 1),
        (&LINK_KEY, 0, 1),
        (&MESSAGE_XML, 0, 1),
        (&TOKEN, 0, 1),
    ]),
};
static MESSAGES_LIST: Shape = Shape {
    namespace: MESSAGES,
    name: "ResponseMessages",
    types: &[(MESSAGES, "ArrayOfResponseMessagesType")],
    content: Content::Sequence(&[(&MESSAGE, 1, MANY)]),
};
static RESPONSE: Shape = Shape {
    namespace: MESSAGES,
    name: "GetClientAccessTokenResponse",
    types: &[(MESSAGES, "GetClientAccessTokenResponseType")],
    content: Content::Sequence(&[(&MESSAGES_LIST, 1, 1)]),
};

const ANY_TEXT: Content = Content::Text(|_, _| true);

fn is_se(_: &str, schema: Schema) -> bool {
    schema == Schema::XsdSe
}

fn is_token_type(text: &str, schema: Schema) -> bool {
    match text {
        "CallerIdentity" | "ExtensionCallback" | "ScopedToken" => true,
        "ExtensionRestApiCallback" => schema != Schema::Xsd2013,
        "Connectors" | "Loki" | "DesktopOutlook" => schema == Schema::XsdSe,
        _ => false,
    }
}

fn is_integer(text: &str, _: Schema) -> bool {
    let text = text.trim_matches(|c| " \t\r\n".contains(c));
    let digits = text.trim_start_matches(['+', '-']);
    text.len() - digits.len() < 2
        && !digits.is_empty()
        && digits.chars().all(|c| c.is_ascii_digit())
}

fn is_int(text: &str, schema: Schema) -> bool {
    is_integer(text, schema) && text.trim().parse::<i32>().is_ok()
}

fn is_code(text: &str, schema: Schema) -> bool {
    response_code::is_known(text, schema)
}

/// A token that is asked for: identifier and type.
pub(crate) type Asked = (String, String);

/// What a request asks for, if it satisfies the schema, and the version that it states.
pub(crate) fn request(document: &Document<'_>, profile: &Profile) -> Option<(Vec<Asked>, String)> {
    let schema = Schema::of(profile);
    let (header, content) = parts(document)?;
    let version = header.and_then(|header| {
        let block = header
            .children()
            .find(|node| node.has_tag_name((TYPES, "RequestServerVersion")));
        let is_own = |name: &roxmltree::Attribute<'_, '_>| {
            let namespace = name.namespace();
            (namespace, name.name()) == (None, "Version") || namespace == Some(soap::NAMESPACE)
        };
        let block = block.filter(|block| block.attributes().all(|name| is_own(&name)));
        block.and_then(|block| block.attribute("Version"))
    })?;
    if !holds(content, &OPERATION, schema) {
        return None;
    }
    let uses = |name| {
        content
            .descendants()
            .any(|node| node.has_tag_name((TYPES, name)))
    };
    let years = ["Exchange2007", "Exchange2009", "Exchange2010"];
    let is_early = years.iter().any(|year| version.starts_with(year));
    let lacks_scope = ["Exchange2012", "Exchange2013"].contains(&version);
    let listed: &[&str] = match schema {
        Schema::Xsd2013 => &["Exchange2013", "Exchange2013_SP1"],
        Schema::Xsd2016 => &["Exchange2013", "Exchange2013_SP1", "Exchange2016"],
        Schema::XsdSe => &[
            "Exchange2012",
            "Exchange2013",
            "Exchange2013_SP1",
            "Exchange2015",
            "Exchange2016",
            "V2015_10_05",
            "V2016_01_06",
            "V2016_04_13",
            "V2016_07_13",
            "V2016_10_10",
            "V2017_01_07",
            "V2017_04_14",
            "V2017_07_11",
            "V2017_10_09",
            "V2018_01_08",
        ],
    };
    let outlook = version == "Exchange2012" && profile.chooses("wire-interop");
    if is_early || !(outlook || listed.contains(&version)) || (lacks_scope && uses("Scope")) {
        return None;
    }
    let requests = content
        .descendants()
        .filter(|node| node.has_tag_name((TYPES, "TokenRequest")));
    let asked = requests
        .map(|node| (text_of(node, "Id"), text_of(node, "TokenType")))
        .collect();
    Some((asked, version.to_owned()))
}

/// What one response message says: class, code, and the token's parts.
pub(crate) struct Said {
    pub(crate) class: String,
    pub(crate) code: String,
    pub(crate) has_text: bool,
    pub(crate) has_link_key: bool,
    /// Identifier, type, value and life of the token.
    pub(crate) token: Option<[String; 4]>,
}

/// The messages of a response, if it satisfies the schema.
pub(crate) fn response(document: &Document<'_>, schema: Schema) -> Option<Vec<Said>> {
    let (header, content) = parts(document)?;
    let is_version = |node: &Node<'_, '_>| node.has_tag_name((TYPES, "ServerVersionInfo"));
    let version = header.and_then(|header| header.children().find(is_version));
    let builds = [
        "MajorVersion",
        "MinorVersion",
        "MajorBuildNumber",
        "MinorBuildNumber",
    ];
    let mut stated = builds.iter().filter_map(|name| version?.attribute(*name));
    if !holds(content, &RESPONSE, schema) || !stated.all(|number| is_int(number, schema)) {
        return None;
    }
    let is_message = |node: &Node<'_, '_>| node.has_tag_name((MESSAGES, MESSAGE.name));
    // Whatever a `MessageXml` holds is no message, however it is called.
    let lists = content.children();
    let messages = lists.flat_map(|list| list.children()).filter(is_message);
    messages
        .map(|node| {
            let class = node.attribute("ResponseClass")?;
            if !["Success", "Warning", "Error"].contains(&class) {
                return None;
            }
            let child = |name| {
                node.children()
                    .find(|child| child.has_tag_name((MESSAGES, name)))
            };
            Some(Said {
                class: class.to_owned(),
                code: child("ResponseCode").map(text).unwrap_or_default(),
                has_text: child("MessageText").is_some(),
                has_link_key: child("DescriptiveLinkKey").is_some(),
                token: child("Token").map(|token| {
                    ["Id", "TokenType", "TokenValue", "TTL"].map(|name| text_of(token, name))
                }),
            })
        })
        .collect()
}

/// The response codes of the faults' details.
pub(crate) fn fault_code(document: &Document<'_>) -> Option<String> {
    let code = document
        .descendants()
        .find(|node| node.has_tag_name((ERRORS, "ResponseCode")));
    code.map(text)
}

/// The header, and the one element of the body.
fn parts<'d, 'i>(document: &'d Document<'i>) -> Option<(Option<Node<'d, 'i>>, Node<'d, 'i>)> {
    let root = document.root_element();
    let part = |name| {
        root.children()
            .find(|node| node.has_tag_name((soap::NAMESPACE, name)))
    };
    let mut content = part("Body")?.children().filter(Node::is_element);
    let first = content.next()?;
    content.next().is_none().then(|| (part("Header"), first))
}

fn holds(node: Node<'_, '_>, shape: &Shape, schema: Schema) -> bool {
    if !node.has_tag_name((shape.namespace, shape.name)) || !attributes_hold(node, shape) {
        return false;
    }
    let children: Vec<Node<'_, '_>> = node.children().filter(Node::is_element).collect();
    match &shape.content {
        Content::Any => is_blank(&text(node)),
        Content::Text(is_so) => children.is_empty() && is_so(&text(node), schema),
        Content::Sequence(places) => {
            let mut rest = &children[..];
            for (shape, least, most) in *places {
                let matches =
                    |child: &&Node<'_, '_>| child.has_tag_name((shape.namespace, shape.name));
                let count = rest.iter().take_while(matches).count();
                if count < *least || count > *most {
                    return false;
                }
                if !rest[..count]
                    .iter()
                    .all(|child| holds(*child, shape, schema))
                {
                    return false;
                }
                rest = &rest[count..];
            }
            rest.is_empty() && is_blank(&text(node))
        }
    }
}

fn attributes_hold(node: Node<'_, '_>, shape: &Shape) -> bool {
    node.attributes().all(|attribute| {
        let instance = attribute.namespace() == Some("http://www.w3.org/2001/XMLSchema-instance");
        if instance && attribute.name() == "type" {
            let value = attribute.value().trim_matches([' ', '\t', '\n', '\r']);
            let (prefix, local) = match value.split_once(':') {
                Some((prefix, local)) => (Some(prefix), local),
                None => (None, value),
            };
            let namespace = node.lookup_namespace_uri(prefix).unwrap_or_default();
            return shape.types.contains(&(namespace, local));
        }
        let is_hint = ["schemaLocation", "noNamespaceSchemaLocation"].contains(&attribute.name());
        if instance && is_hint {
            return true;
        }
        let is_class = shape.name == MESSAGE.name && attribute.name() == "ResponseClass";
        is_class && attribute.namespace().is_none()
    })
}

/// Whether nothing but XML's white space is there.
fn is_blank(text: &str) -> bool {
    text.chars().all(|c| " \t\r\n".contains(c))
}

/// All the text right within an element.
fn text(node: Node<'_, '_>) -> String {
    node.children()
        .filter(Node::is_text)
        .filter_map(|node| node.text())
        .collect()
}

fn text_of(node: Node<'_, '_>, name: &str) -> String {
    let child = node
        .children()
        .find(|child| child.has_tag_name((TYPES, name)));
    child.map(text).unwrap_or_default()
}
