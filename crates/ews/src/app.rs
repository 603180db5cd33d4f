//! An app is what a token is for: its identifier, its manifest, and the tokens it may have.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use conformance::{Quirk, Refusal, Rules};
use xml::{Document, Element, Label, Limits, Name, Text, Writer};

use crate::names::{message, types};
use crate::response::{Class, Opening, read_class};
use crate::schema::{Schema, TokenType};
use crate::sequence::{Declared, Occurs, attributes, no_text, sequence};
use crate::{EWS_060, EWS_061};

/// Wraps the manifests as if each were the answer to a request.
pub(crate) const WRAPS_MANIFESTS: Quirk = Quirk("wraps-manifests-in-response-messages");

/// Names apps as people do.
pub(crate) const DISPLAY_NAMES: Quirk = Quirk("names-apps-as-people-do");

/// The namespace of manifests.
const MANIFEST: &str = "http://schemas.microsoft.com/office/appforoffice/1.1";

/// An app that a mailbox has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct App {
    /// The identifier, which is that of its manifest.
    pub id: String,
    /// The token types that it may have.
    pub permits: Vec<TokenType>,
}

impl App {
    /// A manifest with this app's identifier and nothing else.
    fn manifest(&self, rules: &Rules) -> Result<String, Refusal> {
        let root = Name::new(MANIFEST, "OfficeApp");
        let mut writer = Writer::new(rules, &[("o", MANIFEST)], root, &[])?;
        let id = if rules.does(DISPLAY_NAMES) {
            "An app"
        } else {
            &self.id
        };
        writer.leaf(Name::new(MANIFEST, "Id"), &[], id)?;
        Ok(writer.finish())
    }
}

/// Reads `GetAppManifests`: what it may hold depends on the generation.
pub(crate) fn read_asked(operation: Element<'_, '_>, rules: &Rules) -> Result<(), Refusal> {
    attributes(
        operation,
        &[],
        Declared::Message("GetAppManifestsType"),
        rules,
    )?;
    no_text(operation, rules)?;
    let optional = |name| (message(name), Occurs::AtMostOnce);
    let documented = [
        optional("ApiVersionSupported"),
        optional("SchemaVersionSupported"),
    ];
    if Schema::of(&rules.profile) < Schema::XsdSe {
        sequence(operation, &documented, EWS_060, rules)?;
        return Ok(());
    }
    let [api, schema] = documented;
    let places = [
        api,
        schema,
        optional("IncludeAllInstalledAddIns"),
        optional("IncludeEntitlementData"),
        optional("IncludeManifestData"),
        optional("IncludeCustomAppsData"),
        optional("ExtensionIds"),
        optional("AddIns"),
    ];
    sequence(operation, &places, EWS_060, rules)?;
    Ok(())
}

/// Adds `GetAppManifestsResponse` to a body that is being written.
pub(crate) fn write(apps: &[App], writer: &mut Writer, rules: &Rules) -> Result<(), Refusal> {
    let success = [(Name::bare("ResponseClass"), Class::Success.as_str())];
    if rules.does(WRAPS_MANIFESTS) {
        writer.start(message("GetAppManifestsResponse"), &[])?;
        writer.start(message("ResponseMessages"), &[])?;
        writer.start(message("GetAppManifestsResponseMessage"), &success)?;
    } else {
        writer.start(message("GetAppManifestsResponse"), &success)?;
    }
    writer.leaf(message("ResponseCode"), &[], "NoError")?;
    writer.start(message("Manifests"), &[])?;
    for app in apps {
        let manifest = app.manifest(rules)?;
        writer.leaf(message("Manifest"), &[], &STANDARD.encode(manifest))?;
    }
    Ok(())
}

/// Reads `GetAppManifestsResponse`: the identifiers of the apps.
pub(crate) fn read(response: Element<'_, '_>, rules: &Rules) -> Result<Vec<String>, Refusal> {
    let declared = Declared::Message("GetAppManifestsResponseType");
    attributes(response, &[Name::bare("ResponseClass")], declared, rules)?;
    no_text(response, rules)?;
    read_class(response, rules)?;
    let [text, code, link_key, xml] = Opening::NAMES;
    let manifests = (message("Manifests"), Occurs::AtMostOnce);
    let apps = (message("Apps"), Occurs::AtMostOnce);
    let places = [text, code, link_key, xml, manifests, apps];
    let [text, code, link_key, xml, manifests, apps] = sequence(response, &places, EWS_060, rules)?;
    Opening::read([text, code, link_key, xml], rules)?;
    if let Some(apps) = apps
        && (Schema::of(&rules.profile) < Schema::XsdSe || manifests.is_some())
    {
        rules.refuse(
            EWS_060,
            apps.offset(),
            "`Apps` came with SE, in place of `Manifests`",
        )?;
    }
    let held = manifests.into_iter().flat_map(Element::children);
    let in_apps = apps
        .into_iter()
        .flat_map(Element::children)
        .flat_map(Element::children);
    let in_apps = in_apps.filter(|child| child.is(types("Manifest")));
    held.chain(in_apps)
        .map(|manifest| identifier(manifest, rules))
        .collect()
}

/// The identifier of the app that a manifest in base64 describes.
fn identifier(manifest: Element<'_, '_>, rules: &Rules) -> Result<String, Refusal> {
    let refuse = |id, message: &'static str| Refusal::new(id, manifest.offset(), message);
    let text: String = manifest.text().split_ascii_whitespace().collect();
    let bytes = STANDARD
        .decode(text)
        .map_err(|_| refuse(EWS_060, "a manifest is not base64"))?;
    let limits = Limits::FILE;
    let decoded = Text::decode(&bytes, Label::File, rules, &limits);
    let not_xml = |_| refuse(EWS_061, "a manifest is not well-formed");
    let decoded = decoded.map_err(not_xml)?;
    let document = Document::read(&decoded, rules, &limits).map_err(not_xml)?;
    let id = document
        .root()
        .children()
        .find(|child| child.name().local == "Id");
    let id = id
        .map(|id| id.text().trim_ascii().to_owned())
        .unwrap_or_default();
    if !is_guid(&id) {
        rules.refuse(
            EWS_061,
            manifest.offset(),
            "a manifest has no GUID for an `Id`",
        )?;
    }
    Ok(id)
}

fn is_guid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12])
        && parts
            .iter()
            .all(|part| part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
