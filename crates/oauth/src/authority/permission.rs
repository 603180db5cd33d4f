//! A permission: a scope together with the resource that it belongs to, as an authority sees it.

use conformance::{Refusal, Rules};

use crate::OAUTH_044;
use crate::directory::{App, Directory};
use crate::scope::{OPENID_SCOPES, Scope};

/// What a scope asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    /// Scopes of OpenID Connect.
    pub(crate) openid: Vec<&'static str>,
    /// Permissions of resources, in the order in which they stood.
    pub(crate) permissions: Vec<Permission>,
}

/// A permission of a resource.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Permission {
    /// The resource's client id.
    pub(crate) resource: String,
    /// The name by which it was asked for, without a slash at the end.
    pub(crate) asked_by: String,
    /// What is permitted: a scope of the resource's, or `.default`.
    pub(crate) name: String,
    /// How the client is told it: with whatever it put before the name.
    pub(crate) spelled: String,
}

/// Why a scope cannot be granted.
pub(crate) enum Unknown {
    /// It is no scope at all.
    Malformed(Refusal),
    /// There is no such resource.
    Resource(String),
    /// The resource has no such scope.
    Scope(String),
}

/// The resource whose scopes are asked for by name alone: Microsoft Graph.
pub const GRAPH: &str = "https://graph.microsoft.com";
/// What asks for whatever was consented to.
pub(crate) const DEFAULT: &str = ".default";

impl Asked {
    /// What a scope asks for in this directory.
    pub(crate) fn read(scope: &str, directory: &Directory, rules: &Rules) -> Result<Self, Unknown> {
        let scope = Scope::read(scope, 0, rules).map_err(Unknown::Malformed)?;
        let mut asked = Self::default();
        for token in scope.tokens() {
            if let Some(openid) = OPENID_SCOPES.iter().find(|openid| **openid == token) {
                asked.openid.push(openid);
                continue;
            }
            let permission = Permission::read(token, directory, rules)?;
            if !asked.permissions.contains(&permission) {
                asked.permissions.push(permission);
            }
        }
        Ok(asked)
    }

    /// What `.default` of a resource asks for, as the first endpoint has it.
    pub(crate) fn of_resource(
        name: &str,
        directory: &Directory,
        rules: &Rules,
    ) -> Result<Self, Unknown> {
        let permission = Permission::read(&format!("{name}/{DEFAULT}"), directory, rules)?;
        Ok(Self {
            openid: vec!["openid", "profile"],
            permissions: vec![permission],
        })
    }

    pub(crate) fn has(&self, openid: &str) -> bool {
        self.openid.contains(&openid)
    }

    /// The client id of the resource that stands first, if there is any.
    pub(crate) fn first_resource(&self) -> Option<&str> {
        Some(self.permissions.first()?.resource.as_str())
    }

    /// Whether more than one resource is named.
    pub(crate) fn has_several_resources(&self) -> bool {
        let first = self.first_resource();
        let other = |permission: &Permission| Some(permission.resource.as_str()) != first;
        self.permissions.iter().any(other)
    }

    /// The part that is about this resource, and what belongs to OpenID Connect.
    pub(crate) fn of_one(&self, resource: &str) -> Self {
        let of_it = self.permissions.iter().filter(|p| p.resource == resource);
        Self {
            openid: self.openid.clone(),
            permissions: of_it.cloned().collect(),
        }
    }
}

impl Permission {
    fn read(token: &str, directory: &Directory, rules: &Rules) -> Result<Self, Unknown> {
        let (prefix, asked) = match token.rfind('/') {
            Some(slash) => token.split_at(slash + 1),
            None => ("", token),
        };
        let asked_by = if prefix.is_empty() { GRAPH } else { prefix };
        let asked_by = asked_by.trim_end_matches('/');
        let unknown = || Unknown::Resource(asked_by.to_owned());
        let (app, resource) = directory.resource(asked_by).ok_or_else(unknown)?;
        let is = |held: &&str| {
            *held == asked || (!rules.demand(OAUTH_044) && held.eq_ignore_ascii_case(asked))
        };
        let mut names = resource.scopes.iter().map(String::as_str).chain([DEFAULT]);
        let Some(name) = names.find(is) else {
            return Err(Unknown::Scope(token.to_owned()));
        };
        Ok(Self {
            resource: app.id.clone(),
            asked_by: asked_by.to_owned(),
            name: name.to_owned(),
            spelled: format!("{prefix}{name}"),
        })
    }
}

/// The App ID URI of a resource by which its tokens name it if nobody said how.
pub(crate) fn usual_name(app: &App) -> &str {
    let uri = app
        .resource
        .as_ref()
        .and_then(|resource| resource.uris.first());
    uri.map_or(&app.id, String::as_str)
}
