//! Applications and platforms, and where the token calls are to be had.

use serde::{Deserialize, Serialize};

use crate::edition::Edition;

/// An Office application.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Application {
    /// Excel
    #[default]
    Excel,
    /// Outlook
    Outlook,
    /// PowerPoint
    PowerPoint,
    /// Word
    Word,
    /// OneNote
    OneNote,
    /// Project, which no source lists.
    Project,
}

impl Application {
    /// Every application.
    pub const ALL: [Self; 6] = [
        Self::Excel,
        Self::Outlook,
        Self::PowerPoint,
        Self::Word,
        Self::OneNote,
        Self::Project,
    ];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Excel => "Excel",
            Self::Outlook => "Outlook",
            Self::PowerPoint => "PowerPoint",
            Self::Word => "Word",
            Self::OneNote => "OneNote",
            Self::Project => "Project",
        }
    }
}

/// Where an application runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Platform {
    /// The Windows desktop.
    #[default]
    Windows,
    /// A Mac.
    Mac,
    /// A browser.
    Web,
    /// An iPad.
    Ipad,
    /// Outlook Web App for Devices, as it was called in 2017.
    OwaForDevices,
    /// An Android device.
    Android,
}

/// Whether the sources offer the token calls somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// They do.
    Yes,
    /// They do not.
    No,
    /// They contradict each other.
    Disputed,
}

impl Platform {
    /// Every platform.
    pub const ALL: [Self; 6] = [
        Self::Windows,
        Self::Mac,
        Self::Web,
        Self::Ipad,
        Self::OwaForDevices,
        Self::Android,
    ];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Windows => "Windows",
            Self::Mac => "Mac",
            Self::Web => "web",
            Self::Ipad => "iPad",
            Self::OwaForDevices => "OWA for Devices",
            Self::Android => "Android",
        }
    }

    /// Whether the library talks to the host through a window rather than natively.
    pub const fn is_web(self) -> bool {
        matches!(self, Self::Web | Self::OwaForDevices)
    }
}

/// Whether an edition offers the token calls in this application on this platform.
///
/// The documents of 2017 say so of five applications on four platforms each. Today's list OneNote
/// among the applications of the call, and leave it out of the table of requirement sets.
pub const fn offer(application: Application, platform: Platform, edition: Edition) -> Offer {
    let drafted = matches!(
        platform,
        Platform::Windows | Platform::Web | Platform::Ipad | Platform::OwaForDevices
    );
    let current = matches!(platform, Platform::Windows | Platform::Mac | Platform::Web);
    match (edition, application) {
        (_, Application::Project) => Offer::No,
        (Edition::Doc2017, _) if drafted => Offer::Yes,
        (Edition::Doc2017, _) => Offer::No,
        (_, Application::OneNote) if current => Offer::Disputed,
        _ if current => Offer::Yes,
        _ => Offer::No,
    }
}
