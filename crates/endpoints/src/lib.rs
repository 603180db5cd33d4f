//! A misbehaving Entra, Exchange, Graph and Office, to test token code against.
//!
//! A [`World`] holds tenants, accounts, apps, keys and a clock; a [`Server`] lets it be reached, in
//! the open and by TLS. Answers come from the models of this workspace, and **wiremock** carries
//! them. Start one for each test:
//!
//! ```
//! use endpoints::{Face, Fault, Server};
//! use endpoints::fault::Aadsts;
//!
//! let server = Server::standard()?;
//! let token_endpoint = format!("{}/common/oauth2/v2.0/token", server.https());
//! # let _ = token_endpoint;
//!
//! // The next token request fails as Entra would have it. Point your code at the server now.
//! let needs_second_factor = Aadsts { code: 50076, suberror: None, claims: None };
//! server.world().next(Face::Token, Fault::Aadsts(needs_second_factor));
//!
//! // Tokens expire without a sleep.
//! server.world().advance_s(3600);
//!
//! // What was asked and answered: secrets are shown by a fingerprint, tokens by their claims.
//! for entry in server.world().journal() {
//!     println!("{entry}");
//! }
//! # Ok::<(), endpoints::StartError>(())
//! ```
//!
//! A world has one [`Site`] at its root, and may have thousands more, each under a path or for a
//! tenant of its own: many cases at once disturb each other's faults and journals in nothing. The
//! [`Settings`] of a site have [`Rules`](conformance::Rules); with a flaw, the site is a defective
//! specimen:
//!
//! ```
//! use conformance::{Flaw, Rules};
//! use endpoints::{Server, Settings};
//!
//! let server = Server::standard()?;
//! let settings = Settings::standard(server.world().now());
//! let rules = Rules::flawed(settings.rules.profile, Flaw::Lacks(oauth::OAUTH_013));
//! let site = server.world().open("/case-7", settings.with_rules(rules))?;
//! let base = format!("{}{}", server.http(), site.name());
//! assert!(base.ends_with("/case-7"));
//! assert!(site.journal().is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Mocks of your own stand beside the world, and come before it. What they expect is verified when
//! the server is dropped, in wiremock's manner:
//!
//! ```
//! use endpoints::Server;
//! use endpoints::wiremock::{Mock, ResponseTemplate, matchers::path};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), endpoints::StartError> {
//! let server = Server::standard()?;
//! let mock = Mock::given(path("/my/service")).respond_with(ResponseTemplate::new(204));
//! mock.expect(0).mount(server.wiremock()).await;
//! # Ok(())
//! # }
//! ```
//!
//! Certificates are thrown away with the server: [`Server::authority`] is what clients are to
//! trust. Unless told otherwise in so many words, a server listens on the loopback interface only.

mod carrier;
mod certificate;
mod clock;
mod connection;
mod control;
mod cors;
mod face;
pub mod fault;
mod front;
mod journal;
mod message;
mod office;
mod page;
mod pkcs12;
pub mod redact;
mod server;
mod settings;
mod site;
mod spoil;
mod world;
mod world_file;

pub use certificate::Authority;
pub use clock::Clock;
pub use connection::{Carried, ConnectionFault, Scheme, Via};
pub use face::Face;
pub use fault::{Fault, Queued};
pub use journal::Entry;
pub use server::{Listen, Server, StartError};
pub use settings::{
    ADD_IN_ID, EXCHANGE, EXCHANGE_ID, OfficeSettings, Proved, SHY_ADD_IN_ID, Settings, UserDoes,
};
pub use site::{Site, StandIn};
pub use wiremock;
pub use world::{Addresses, OpenError, World};
pub use world_file::{WorldFile, WorldFileError};

#[cfg(test)]
mod tests;
