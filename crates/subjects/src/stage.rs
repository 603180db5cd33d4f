//! A stage is the other end of a subject that is a client: an endpoint of its own, whose answers
//! the case gives.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};

use endpoints::{Server, Settings, Site};
use serde_json::Value;
use wire::Response;

use crate::PATIENCE;

/// An endpoint whose answers somebody else gives, one at a time.
pub struct Stage {
    /// With slashes between it and whatever follows.
    base: String,
    plain_base: String,
    ca_file: PathBuf,
    calls: Receiver<Call>,
    // The endpoint ends with the stage.
    _site: Site,
}

/// A request that waits for its answer.
pub(crate) struct Call {
    pub(crate) request: Value,
    answer: Sender<Response>,
}

impl Call {
    /// Answers the request. What is no answer becomes a status of failure.
    pub(crate) fn answer(&self, answer: &Value) {
        let response = Response::from_json(answer).unwrap_or_else(|_| Response::new(503));
        // The subject may have given up.
        let _ = self.answer.send(response);
    }
}

impl Stage {
    /// Opens a stage on a server, under a path of its own.
    pub fn open(server: &Server, name: &str, ca_file: &Path) -> Result<Self, String> {
        let settings = Settings::standard(server.world().now());
        let path = format!("/{name}");
        let site = server
            .world()
            .open(&path, settings)
            .map_err(|error| error.to_string())?;
        let (sender, calls) = channel::<Call>();
        let sender = Mutex::new(sender);
        site.let_answer(Arc::new(move |request| {
            let (answer, answered) = channel();
            let call = Call {
                request: request.to_json(),
                answer,
            };
            let sent = sender
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .send(call);
            let answered = sent
                .ok()
                .and_then(|()| answered.recv_timeout(PATIENCE).ok());
            Some(answered.unwrap_or_else(|| Response::new(503)))
        }));
        Ok(Self {
            base: format!("{}{path}", server.https()),
            plain_base: format!("{}{path}", server.http()),
            ca_file: ca_file.to_owned(),
            calls,
            _site: site,
        })
    }

    /// The address of the stage, without a slash at the end.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The address of the stage in the open, for whoever cannot be told whom to trust.
    pub fn plain_base(&self) -> &str {
        &self.plain_base
    }

    /// The address of Exchange Web Services on the stage.
    pub fn ews_url(&self) -> String {
        format!("{}/EWS/Exchange.asmx", self.base)
    }

    /// The file with the certificate to trust.
    pub fn ca_file(&self) -> &Path {
        &self.ca_file
    }

    /// Answers every request that waits.
    pub(crate) fn serve(&self, peer: &mut conformance::Peer<'_>) {
        while let Ok(call) = self.calls.try_recv() {
            call.answer(&peer(&call.request));
        }
    }

    /// Refuses what a subject sends although nobody asked it to.
    pub(crate) fn clear(&self) {
        while self.calls.try_recv().is_ok() {}
    }

    /// The variables by which the usual tools learn whom to trust.
    pub(crate) fn environment(&self) -> [(&'static str, &Path); 4] {
        [
            ("NODE_EXTRA_CA_CERTS", &self.ca_file),
            ("SSL_CERT_FILE", &self.ca_file),
            ("REQUESTS_CA_BUNDLE", &self.ca_file),
            ("CURL_CA_BUNDLE", &self.ca_file),
        ]
    }
}
