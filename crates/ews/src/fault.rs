//! A fault as Exchange words it: a code in the types namespace, and details for machines.

use std::borrow::Cow;

use conformance::{Quirk, Refusal, Rules};
use soap::NewFault;
use wire::Response;
use xml::{Element, Name, Writer};

use crate::names::{ERRORS, TYPES, types};
use crate::{EWS_050, EWS_051, EWS_053};

/// Writes the code without a namespace, as grommunio does.
pub(crate) const BARE_FAULT_CODE: Quirk = Quirk("writes-a-fault-code-without-namespace");
/// Looks for the details of a fault in the types namespace only.
pub(crate) const DETAILS_IN_TYPES_ONLY: Quirk = Quirk("looks-for-details-in-the-types-namespace");
/// Leaves out where in the request the violation is.
pub(crate) const NO_POSITION: Quirk = Quirk("leaves-out-the-position-of-a-violation");
/// Leaves out the limit on connections.
pub(crate) const NO_LIMIT: Quirk = Quirk("leaves-out-the-limit-on-connections");

/// A fault that a server is about to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) code: &'static str,
    pub(crate) message: Cow<'static, str>,
    pub(crate) details: Vec<Detail>,
}

/// One element of a fault's `MessageXml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    /// An element of the types namespace.
    Element(&'static str, String),
    /// A `Value` with a `Name`.
    Value(&'static str, String),
}

impl Fault {
    pub(crate) fn new(code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            message: message.into(),
            details: Vec::new(),
        }
    }

    pub(crate) fn with(mut self, detail: Detail) -> Self {
        self.details.push(detail);
        self
    }

    /// The response that carries the fault.
    pub(crate) fn response(&self, rules: &Rules) -> Result<Response, Refusal> {
        let code = if rules.does(BARE_FAULT_CODE) {
            Name::bare(self.code)
        } else {
            types(self.code)
        };
        let fault = NewFault {
            code,
            string: &self.message,
            language: Some("en-US"),
        };
        soap::fault_response(
            rules,
            &fault,
            Some(&mut |writer| self.write_details(writer, rules)),
        )
    }

    fn write_details(&self, writer: &mut Writer, rules: &Rules) -> Result<(), Refusal> {
        writer.leaf(Name::new(ERRORS, "ResponseCode"), &[], self.code)?;
        writer.leaf(Name::new(ERRORS, "Message"), &[], &self.message)?;
        let dropped = if rules.does(NO_POSITION) {
            "LineNumber"
        } else if rules.does(NO_LIMIT) {
            "MaxConcurrencyLimit"
        } else {
            ""
        };
        if self.details.is_empty() {
            return Ok(());
        }
        writer.start(types("MessageXml"), &[])?;
        for detail in &self.details {
            match detail {
                Detail::Element(name, _) | Detail::Value(name, _) if *name == dropped => {}
                Detail::Element(name, text) => writer.leaf(types(name), &[], text)?,
                Detail::Value(name, text) => {
                    writer.leaf(types("Value"), &[(Name::bare("Name"), name)], text)?;
                }
            }
        }
        writer.end();
        Ok(())
    }
}

/// A fault that a client received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// The code, without its namespace.
    pub code: String,
    /// How long the server asks the client to wait.
    pub back_off_ms: Option<i64>,
}

/// Reads what Exchange says in a fault; a fault of SOAP itself has its code and nothing else.
pub(crate) fn read(fault: &soap::Fault<'_, '_>, rules: &Rules) -> Result<Received, Refusal> {
    let at = fault.detail.map_or(0, Element::offset);
    let mut received = Received {
        code: fault.code().local.to_owned(),
        back_off_ms: None,
    };
    if fault.code().namespace != TYPES {
        return Ok(received);
    }
    let details: Vec<Element<'_, '_>> = fault
        .detail
        .into_iter()
        .flat_map(Element::children)
        .collect();
    let is_types_only = rules.does(DETAILS_IN_TYPES_ONLY) || !rules.demand(EWS_051);
    let xml = details.iter().copied().find(|held| {
        let name = held.name();
        let is_elsewhere = name.namespace == ERRORS && !is_types_only;
        held.is(types("MessageXml")) || (name.local == "MessageXml" && is_elsewhere)
    });
    match received.code.as_str() {
        "ErrorSchemaValidation" => {
            let complete = ["ResponseCode", "Message"]
                .iter()
                .all(|name| details.iter().any(|held| held.is(Name::new(ERRORS, name))))
                && ["LineNumber", "LinePosition", "Violation"]
                    .iter()
                    .all(|name| {
                        xml.is_some_and(|xml| xml.children().any(|held| held.name().local == *name))
                    });
            if !complete {
                let message = "a schema fault lacks its code, message, position or violation";
                rules.refuse(EWS_050, at, message)?;
            }
        }
        "ErrorExceededConnectionCount" => {
            let names = ["Policy", "MaxConcurrencyLimit", "ErrorMessage"];
            if !names
                .iter()
                .all(|name| xml.is_some_and(|xml| value(xml, name).is_some()))
            {
                let message = "the fault names no policy, limit or message";
                rules.refuse(EWS_053, at, message)?;
            }
        }
        "ErrorServerBusy" => {
            let stated = xml.and_then(|xml| value(xml, "BackOffMilliseconds"));
            received.back_off_ms = stated.and_then(|text| text.trim_ascii().parse().ok());
        }
        _ => {}
    }
    Ok(received)
}

/// The text of the `Value` with this `Name`.
pub(crate) fn value<'d>(xml: Element<'d, '_>, name: &str) -> Option<Cow<'d, str>> {
    let named = |held: &Element<'_, '_>| {
        held.name().local == "Value" && held.attribute(Name::bare("Name")) == Some(name)
    };
    xml.children().find(named).map(Element::text)
}
