//! The calls, and where a script finds them.

use conformance::{Quirk, Rules};

use crate::application::Application;
use crate::edition::Edition;
use crate::{OFFICE_002, OFFICE_003};

/// Offers the call in some applications only.
pub(crate) const LACKS_THE_CALL_IN_WORD: Quirk = Quirk("lacks-the-call-in-word");

/// A call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surface {
    /// `getAccessTokenAsync`
    GetAccessTokenAsync,
    /// `requestAuthTokenAsync`
    RequestAuthTokenAsync,
    /// `getAccessToken`
    GetAccessToken,
    /// `getUserIdentityTokenAsync`
    GetUserIdentityTokenAsync,
    /// `getCallbackTokenAsync`
    GetCallbackTokenAsync,
    /// `makeEwsRequestAsync`
    MakeEwsRequestAsync,
    /// `isSetSupported`
    IsSetSupported,
}

impl Surface {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::GetAccessTokenAsync => "getAccessTokenAsync",
            Self::RequestAuthTokenAsync => "requestAuthTokenAsync",
            Self::GetAccessToken => "getAccessToken",
            Self::GetUserIdentityTokenAsync => "getUserIdentityTokenAsync",
            Self::GetCallbackTokenAsync => "getCallbackTokenAsync",
            Self::MakeEwsRequestAsync => "makeEwsRequestAsync",
            Self::IsSetSupported => "isSetSupported",
        }
    }

    /// Whether it is one of the mailbox.
    pub const fn is_of_mailbox(self) -> bool {
        matches!(
            self,
            Self::GetUserIdentityTokenAsync
                | Self::GetCallbackTokenAsync
                | Self::MakeEwsRequestAsync
        )
    }

    /// The call that a script finds at this path, like
    /// `Office.context.auth.getAccessTokenAsync`.
    pub fn at(path: &str, application: Application, rules: &Rules) -> Option<Self> {
        let (object, name) = path.rsplit_once('.')?;
        let found = Self::of_object(object, application, rules)?;
        found.into_iter().find(|surface| surface.name() == name)
    }

    /// The token calls that the object at this path carries; none if there is no such object.
    pub fn of_object(object: &str, application: Application, rules: &Rules) -> Option<Vec<Self>> {
        let edition = Edition::of(&rules.profile);
        let drafted = edition == Edition::Doc2017 || !rules.demand(OFFICE_003);
        let since_2026 = edition != Edition::Doc2017;
        let async_too = edition == Edition::Doc2026 || !rules.demand(OFFICE_002);
        let lacks = application == Application::Word && rules.does(LACKS_THE_CALL_IN_WORD);
        Some(match object {
            "Office.context.auth" if lacks => return None,
            "Office.context.auth" if drafted => {
                vec![Self::GetAccessTokenAsync, Self::RequestAuthTokenAsync]
            }
            "Office.context.auth" => vec![Self::GetAccessTokenAsync],
            "Office.auth" if since_2026 && async_too => {
                vec![Self::GetAccessToken, Self::GetAccessTokenAsync]
            }
            "OfficeRuntime.auth" | "Office.auth" if since_2026 => vec![Self::GetAccessToken],
            "Office.context.requirements" => vec![Self::IsSetSupported],
            "Office.context.mailbox" if application == Application::Outlook => vec![
                Self::GetUserIdentityTokenAsync,
                Self::GetCallbackTokenAsync,
                Self::MakeEwsRequestAsync,
            ],
            _ => return None,
        })
    }
}
