//! The token calls of an Outlook mailbox, behind which stands GetClientAccessToken of Exchange.

use conformance::{Quirk, Rules};
use serde::{Deserialize, Serialize};
use xml::{Document, Limits, Text};

use crate::account::Account;
use crate::arguments::{Reading, Taken, Throw, Thrown, refuse};
use crate::async_result::{Gain, Outcome};
use crate::edition::Edition;
use crate::heap::Heap;
use crate::surface::Surface;
use crate::value::{Kind, Token, Value};
use crate::{ENTRA_034, OFFICE_081, OFFICE_082, OFFICE_085, OFFICE_087};

/// Says that the network failed where tokens are turned off, so that add-ins try again for ever.
pub(crate) const BLAMES_THE_NETWORK_FOR_TOKENS_THAT_ARE_OFF: Quirk =
    Quirk("blames-the-network-for-tokens-that-are-off");
/// Gives callback tokens that outlast five minutes.
pub(crate) const GIVES_LONG_CALLBACK_TOKENS: Quirk = Quirk("gives-long-callback-tokens");

/// What an add-in may do with a mailbox, as its manifest asks for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Permission {
    /// Next to nothing.
    Restricted,
    /// Read the current item.
    #[default]
    ReadItem,
    /// Change the current item.
    ReadWriteItem,
    /// Everything.
    ReadWriteMailbox,
}

/// Where a mailbox is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Home {
    /// On an Exchange server of one's own.
    #[default]
    OnPremises,
    /// In Exchange Online.
    ExchangeOnline,
    /// At Outlook.com.
    OutlookCom,
    /// At Gmail.
    Gmail,
}

/// The mailbox with which a script runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mailbox {
    /// What the add-in may do with it.
    pub permission: Permission,
    /// Where it is kept.
    pub home: Home,
}

/// The operations that `makeEwsRequestAsync` carries (documented).
pub const OPERATIONS: [&str; 17] = [
    "CopyItem",
    "CreateFolder",
    "CreateItem",
    "ExpandDL",
    "FindConversation",
    "FindFolder",
    "FindItem",
    "GetConversationItems",
    "GetFolder",
    "GetItem",
    "GetUserAvailability",
    "MarkAsJunk",
    "MoveItem",
    "ResolveNames",
    "SendItem",
    "UpdateFolder",
    "UpdateItem",
];

/// The most characters of a request, counted as JavaScript counts them (documented).
pub const REQUEST_CHARACTERS: usize = 1_000_000;

/// The name of the error that lacks of permission throw (observed).
const ERROR: Thrown = Thrown::Error(Some("Error"));

impl Mailbox {
    /// Reads the arguments of a mailbox call.
    pub fn read(
        &self,
        surface: Surface,
        arguments: &[Value],
        heap: &Heap,
        rules: &Rules,
    ) -> Result<Reading, Throw> {
        let shipped = Edition::of(&rules.profile) == Edition::Shipped;
        let of_request = surface == Surface::MakeEwsRequestAsync;
        let needed = if of_request {
            Permission::ReadWriteMailbox
        } else {
            Permission::ReadItem
        };
        if self.permission < needed && !shipped {
            return Ok(Reading::Open);
        }
        if self.permission < needed {
            refuse(
                rules,
                OFFICE_085,
                0,
                ERROR,
                "the add-in lacks the permission",
            )?;
        }
        let rest = if of_request {
            arguments.get(1..).unwrap_or_default()
        } else {
            arguments
        };
        let reading = if shipped {
            shipped_read(rest, heap, rules)
        } else {
            read(rest, rules)
        }?;
        if of_request {
            read_body(arguments.first().unwrap_or(&Value::Undefined), rules)?;
        }
        Ok(reading)
    }

    /// What the mailbox's server says to a call.
    pub fn answer(&self, surface: Surface, body: Option<&str>, rules: &Rules) -> Outcome {
        let gives = match self.home {
            Home::OnPremises => true,
            Home::ExchangeOnline => !rules.demand(OFFICE_085) || !rules.demand(ENTRA_034),
            Home::OutlookCom | Home::Gmail => !rules.demand(OFFICE_085),
        };
        let lasts_s = if rules.does(GIVES_LONG_CALLBACK_TOKENS) {
            3600
        } else {
            300
        };
        let token = Token {
            tenant: None,
            ..Account::Work.token()
        };
        let gain = match surface {
            Surface::MakeEwsRequestAsync => {
                let operation = body.and_then(operation).unwrap_or_default();
                let carried = OPERATIONS.contains(&operation.as_str());
                if !carried && rules.demand(OFFICE_087) {
                    return Outcome::failed_somehow();
                }
                return Outcome::Succeeded(Gain::Token(Value::Any(Kind::String)));
            }
            Surface::GetCallbackTokenAsync => Token {
                lasts_s: Some(lasts_s),
                ..token
            },
            _ => token,
        };
        match self.home {
            _ if gives => Outcome::Succeeded(Gain::Token(Value::Token(gain))),
            Home::ExchangeOnline if rules.does(BLAMES_THE_NETWORK_FOR_TOKENS_THAT_ARE_OFF) => {
                Outcome::failed(9041)
            }
            Home::ExchangeOnline => Outcome::failed_with_one_of(&[9017, 9018]),
            _ => Outcome::failed_somehow(),
        }
    }
}

const ARGUMENT: Thrown = Thrown::Error(Some("Sys.ArgumentException"));
const ARGUMENT_TYPE: Thrown = Thrown::Error(Some("Sys.ArgumentTypeException"));
const ARGUMENT_NULL: Thrown = Thrown::Error(Some("Sys.ArgumentNullException"));
const PARAMETER_COUNT: Thrown = Thrown::Error(Some("Sys.ParameterCountException"));

/// As the library does it: by place.
fn shipped_read(arguments: &[Value], heap: &Heap, rules: &Rules) -> Result<Reading, Throw> {
    let is_function = |value: &Value| value.kind() == Kind::Function;
    let mut taken = Taken::default();
    match arguments {
        [] => {}
        [callback] if is_function(callback) => taken.callback = Some(callback.clone()),
        [callback, context] if is_function(callback) => {
            taken.callback = Some(callback.clone());
            taken.context = Some(context.clone());
        }
        [options] => {
            if options.kind() != Kind::Object {
                refuse(
                    rules,
                    OFFICE_082,
                    0,
                    ARGUMENT_TYPE,
                    "neither options nor a callback",
                )?;
            }
        }
        [options, callback] => {
            if options.kind() != Kind::Object {
                refuse(rules, OFFICE_082, 0, ARGUMENT, "the options are an object")?;
            }
            if !is_function(callback) {
                refuse(rules, OFFICE_082, 1, ARGUMENT, "the callback is a function")?;
            }
            taken.callback = Some(callback.clone()).filter(is_function);
            if let Value::Same(label) = options {
                taken.context = heap.object(label).member("asyncContext").cloned();
            }
        }
        [first, ..] => {
            refuse(
                rules,
                OFFICE_082,
                2,
                PARAMETER_COUNT,
                "two arguments at most",
            )?;
            taken.callback = Some(first.clone()).filter(is_function);
        }
    }
    if taken.callback.is_none() {
        refuse(
            rules,
            OFFICE_081,
            0,
            ARGUMENT_NULL,
            "the callback is required",
        )?;
    }
    Ok(Reading::Asks(taken))
}

/// As the documentation shows it: `(callback, context)`, where the context may be left out.
fn read(arguments: &[Value], rules: &Rules) -> Result<Reading, Throw> {
    let mut taken = Taken::default();
    match arguments {
        [] => refuse(
            rules,
            OFFICE_081,
            0,
            Thrown::Error(None),
            "the callback is required",
        )?,
        [callback] | [callback, _] if callback.kind() == Kind::Function => {
            taken.callback = Some(callback.clone());
            taken.context = arguments.get(1).cloned();
        }
        _ => return Ok(Reading::Open),
    }
    Ok(Reading::Asks(taken))
}

fn read_body(body: &Value, rules: &Rules) -> Result<(), Throw> {
    let length = |text: &str| text.chars().map(char::len_utf16).sum::<usize>();
    let oversize = match Edition::of(&rules.profile) {
        Edition::Shipped => ARGUMENT,
        Edition::Doc2017 | Edition::Doc2026 => Thrown::Error(None),
    };
    let (id, thrown, message) = match body {
        Value::String(text) if length(text) > REQUEST_CHARACTERS => {
            (OFFICE_087, oversize, "1,000,000 characters at most")
        }
        Value::String(_) => return Ok(()),
        body if body.is_nothing() => (OFFICE_082, ARGUMENT_NULL, "the request is required"),
        _ => (OFFICE_082, ARGUMENT_TYPE, "the request is a string"),
    };
    refuse(rules, id, 0, thrown, message)
}

/// The operation that a SOAP request asks for: the first element within its body.
fn operation(request: &str) -> Option<String> {
    let text = Text::from(request);
    let document = Document::read(&text, &Rules::default(), &Limits::FILE).ok()?;
    let mut parts = document.root().children();
    let body = parts.find(|part| part.name().local == "Body")?;
    let operation = body.children().next()?;
    Some(operation.name().local.to_owned())
}
