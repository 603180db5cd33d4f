//! The manifest of an add-in, as far as its tokens are concerned: which sets it requires, and the
//! application to which it belongs. A bare `Requirements` element, as documents show it, is read
//! too.

use std::collections::VecDeque;

use conformance::{Id, Quirk, Refusal, Rules};
use xml::{Document, Element, Label, Limits, Name, Text};

use crate::{OFFICE_067, OFFICE_068, OFFICE_069, OFFICE_070, OFFICE_103};

/// Overlooks what versions of the overrides within others require.
pub(crate) const READS_THE_OUTER_OVERRIDES_ONLY: Quirk = Quirk("reads-the-outer-overrides-only");

/// The kinds of add-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Shown within a document.
    Content,
    /// Shown beside a document.
    TaskPane,
    /// An add-in of Outlook.
    Mail,
}

/// A set that is required.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequiredSet {
    /// Its name.
    pub name: String,
    /// The least version that will do.
    pub min_version: String,
}

/// The application to which an add-in belongs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WebApplication {
    /// Its id in Entra.
    pub id: String,
    /// The resource for which tokens are asked.
    pub resource: String,
    /// What the add-in may do.
    pub scopes: Vec<String>,
}

/// What a manifest says of tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The kind of add-in; unknown of a bare fragment.
    pub kind: Option<Kind>,
    /// The permission it asks for.
    pub permission: Option<String>,
    /// The sets that it requires, wherever in the manifest it does.
    pub sets: Vec<RequiredSet>,
    /// The address from which it is loaded.
    pub source: Option<String>,
    /// The application to which it belongs.
    pub web_application: Option<WebApplication>,
}

const APP: &str = "http://schemas.microsoft.com/office/appforoffice/1.1";
const BASIC_TYPES: &str = "http://schemas.microsoft.com/office/officeappbasictypes/1.0";
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

impl Manifest {
    /// Reads a manifest, or a bare `Requirements` element.
    pub fn read(bytes: &[u8], rules: &Rules) -> Result<Self, Refusal> {
        let limits = Limits::FILE;
        let text = Text::decode(bytes, Label::File, rules, &limits)?;
        let document = Document::read(&text, rules, &limits)?;
        let root = document.root();
        let mut manifest = Self::default();
        match (root.name().local, root.name().namespace) {
            ("Requirements", "" | APP | BASIC_TYPES) => manifest.read_sets(root, rules)?,
            ("OfficeApp", APP) => manifest.read_app(root, rules)?,
            _ => {
                let message = "neither `OfficeApp` nor `Requirements`";
                return Err(Refusal::new(OFFICE_067, root.offset(), message));
            }
        }
        Ok(manifest)
    }

    fn read_app(&mut self, root: Element<'_, '_>, rules: &Rules) -> Result<(), Refusal> {
        self.kind = match root.attribute(Name::new(INSTANCE, "type")) {
            Some("ContentApp") => Some(Kind::Content),
            Some("TaskPaneApp") => Some(Kind::TaskPane),
            Some("MailApp") => Some(Kind::Mail),
            _ => {
                rules.refuse(OFFICE_103, root.offset(), "no type of add-in that there is")?;
                None
            }
        };
        self.source = source(root);
        for child in root.children() {
            match child.name().local {
                "Requirements" => self.read_sets(child, rules)?,
                "Permissions" => self.read_permission(child, rules)?,
                "VersionOverrides" => self.read_overrides(child, rules)?,
                _ => {}
            }
        }
        if self.permission.is_none() && self.kind.is_some() {
            rules.refuse(OFFICE_103, root.offset(), "`Permissions` is missing")?;
        }
        Ok(())
    }

    fn read_permission(&mut self, held: Element<'_, '_>, rules: &Rules) -> Result<(), Refusal> {
        let permission = held.text().trim().to_owned();
        let known: &[&str] = match self.kind {
            Some(Kind::Mail) => &["ReadItem", "ReadWriteItem", "ReadWriteMailbox"],
            _ => &[
                "ReadDocument",
                "ReadAllDocument",
                "WriteDocument",
                "ReadWriteDocument",
            ],
        };
        if permission != "Restricted" && !known.contains(&permission.as_str()) {
            rules.refuse(OFFICE_103, held.offset(), "no permission that there is")?;
        }
        self.permission = Some(permission);
        Ok(())
    }

    fn read_sets(&mut self, held: Element<'_, '_>, rules: &Rules) -> Result<(), Refusal> {
        let mut count = 0;
        for sets in held.children() {
            match sets.name().local {
                "Sets" => count += 1,
                "Methods" => continue,
                _ => rules.refuse(OFFICE_067, sets.offset(), "neither `Sets` nor `Methods`")?,
            }
            let default = sets.attribute(Name::bare("DefaultMinVersion"));
            self.check_version(default, sets, rules)?;
            let mut names = 0;
            for set in sets.children() {
                if set.name().local != "Set" {
                    rules.refuse(OFFICE_067, set.offset(), "`Sets` holds nothing but `Set`")?;
                    continue;
                }
                names += 1;
                let name = set.attribute(Name::bare("Name")).unwrap_or_default();
                if name.is_empty() {
                    rules.refuse(OFFICE_067, set.offset(), "a `Set` without a `Name`")?;
                }
                let own = set.attribute(Name::bare("MinVersion"));
                self.check_version(own, set, rules)?;
                let outlook = self.kind == Some(Kind::Mail);
                if outlook && name.eq_ignore_ascii_case("IdentityAPI") {
                    let message = "an Outlook add-in does not require IdentityAPI";
                    rules.refuse(OFFICE_068, set.offset(), message)?;
                }
                let min_version = own.or(default).unwrap_or("1.1").to_owned();
                self.sets.push(RequiredSet {
                    name: name.to_owned(),
                    min_version,
                });
            }
            if names == 0 {
                rules.refuse(OFFICE_067, sets.offset(), "`Sets` holds no `Set`")?;
            }
        }
        if count > 1 {
            rules.refuse(OFFICE_067, held.offset(), "`Sets` stands more than once")?;
        }
        Ok(())
    }

    /// A version is two numbers with a dot between them.
    fn check_version(
        &self,
        version: Option<&str>,
        of: Element<'_, '_>,
        rules: &Rules,
    ) -> Result<(), Refusal> {
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let sound = version.is_none_or(|version| {
            version
                .split_once('.')
                .is_some_and(|(major, minor)| is_number(major) && is_number(minor))
        });
        if sound {
            return Ok(());
        }
        rules.refuse(
            OFFICE_067,
            of.offset(),
            "a version is two numbers with a dot between them",
        )
    }

    /// Reads overrides, and those of a later version within them.
    fn read_overrides(&mut self, outer: Element<'_, '_>, rules: &Rules) -> Result<(), Refusal> {
        let mut found = VecDeque::from([outer]);
        while let Some(overrides) = found.pop_front() {
            let children: Vec<_> = overrides.children().collect();
            for (place, child) in children.iter().enumerate() {
                match child.name().local {
                    "Requirements" => self.read_sets(*child, rules)?,
                    "VersionOverrides" if !rules.does(READS_THE_OUTER_OVERRIDES_ONLY) => {
                        found.push_back(*child);
                    }
                    "WebApplicationInfo" => {
                        if place + 1 != children.len() {
                            let message = "`WebApplicationInfo` is the last child";
                            rules.refuse(OFFICE_069, child.offset(), message)?;
                        }
                        self.check_home(overrides, *child, rules)?;
                        self.read_web_application(*child, rules)?;
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn check_home(
        &self,
        overrides: Element<'_, '_>,
        held: Element<'_, '_>,
        rules: &Rules,
    ) -> Result<(), Refusal> {
        let outlook = self.kind == Some(Kind::Mail);
        let wanted = if outlook {
            "VersionOverridesV1_1"
        } else {
            "VersionOverridesV1_0"
        };
        if overrides.attribute(Name::new(INSTANCE, "type")) == Some(wanted) {
            return Ok(());
        }
        let message = format!("`WebApplicationInfo` belongs into `{wanted}`");
        rules.refuse(OFFICE_069, held.offset(), message)
    }

    fn read_web_application(
        &mut self,
        held: Element<'_, '_>,
        rules: &Rules,
    ) -> Result<(), Refusal> {
        let refuse = |id: Id, message: &'static str| rules.refuse(id, held.offset(), message);
        let child = |name: &str| held.children().find(|child| child.name().local == name);
        let text = |name: &str| child(name).map(|child| child.text().trim().to_owned());
        let [id, resource] = ["Id", "Resource"].map(text);
        let scopes: Vec<String> = child("Scopes").map_or_else(Vec::new, |scopes| {
            let scopes = scopes
                .children()
                .filter(|scope| scope.name().local == "Scope");
            scopes.map(|scope| scope.text().trim().to_owned()).collect()
        });
        if id.is_none() {
            refuse(OFFICE_069, "`Id` is missing")?;
        }
        if resource.is_none() {
            refuse(OFFICE_069, "`Resource` is missing")?;
        }
        if scopes.is_empty() {
            refuse(OFFICE_069, "`Scopes` holds no `Scope`")?;
        }
        if id.as_deref().is_some_and(|id| !is_guid(id)) {
            refuse(OFFICE_070, "`Id` is no application id")?;
        }
        let places = resource
            .as_deref()
            .map(|resource| resource.strip_prefix("api://"));
        let parts = places.map(|place| place.and_then(|place| place.split_once('/')));
        if let Some(parts) = parts {
            let Some((domain, app)) = parts else {
                refuse(
                    OFFICE_070,
                    "`Resource` is not `api://`, a domain and an application id",
                )?;
                return self.keep(id, resource, scopes);
            };
            let own = self.source.as_deref().and_then(domain_of);
            if own.is_some_and(|own| !own.eq_ignore_ascii_case(domain)) {
                refuse(
                    OFFICE_070,
                    "`Resource` names another domain than the add-in's",
                )?;
            }
            if id
                .as_deref()
                .is_some_and(|id| !id.eq_ignore_ascii_case(app))
            {
                refuse(OFFICE_070, "`Resource` names another application than `Id`")?;
            }
        }
        for wanted in ["profile", "openid"] {
            if !scopes.is_empty() && !scopes.iter().any(|scope| scope == wanted) {
                refuse(OFFICE_070, "the scopes include `profile` and `openid`")?;
            }
        }
        self.keep(id, resource, scopes)
    }

    fn keep(
        &mut self,
        id: Option<String>,
        resource: Option<String>,
        scopes: Vec<String>,
    ) -> Result<(), Refusal> {
        let (id, resource) = (id.unwrap_or_default(), resource.unwrap_or_default());
        self.web_application = Some(WebApplication {
            id,
            resource,
            scopes,
        });
        Ok(())
    }
}

/// The first address from which the add-in is loaded, wherever its kind of manifest keeps it.
fn source(root: Element<'_, '_>) -> Option<String> {
    let mut left = vec![root];
    while let Some(element) = left.pop() {
        if element.name() == Name::new(APP, "SourceLocation") {
            return element
                .attribute(Name::bare("DefaultValue"))
                .map(str::to_owned);
        }
        let children: Vec<_> = element.children().collect();
        left.extend(children.into_iter().rev());
    }
    None
}

/// The domain of an address, and its port if it states one.
fn domain_of(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once("://")?;
    rest.split(['/', '?', '#']).next()
}

fn is_guid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let is_hex = |part: &&str| part.bytes().all(|b| b.is_ascii_hexdigit());
    parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12]) && parts.iter().all(is_hex)
}
