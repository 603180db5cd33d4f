//! Certificates: an authority that is thrown away, and the one that it issued for this machine.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::StartError;
use crate::world::OWN_NAMES;

/// The authority that issued the certificate of a server. Its key is gone.
#[derive(Clone, Debug)]
pub struct Authority {
    pem: String,
    der: Vec<u8>,
}

/// How long the certificates are good for, from yesterday on.
const LIFE: Duration = Duration::from_secs(366 * 24 * 3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

impl Authority {
    /// The certificate of the authority in PEM: what clients are to trust.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// The certificate of the authority in DER.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// A store in the format of PKCS#12 that holds the certificate as one to trust, without a
    /// password. Java reads it.
    pub fn pkcs12(&self) -> Vec<u8> {
        crate::pkcs12::trust_store(&self.der)
    }

    /// Makes an authority, and has it issue a certificate for this machine and these names.
    pub(crate) fn create(names: &[String]) -> Result<(Self, TlsAcceptor), StartError> {
        let failed = |error: rcgen::Error| StartError::Certificate(error.to_string());
        let authority_key = KeyPair::generate().map_err(failed)?;
        let mut params = params(&[], "proofmark, not to be trusted beyond a test")?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let certificate = params.self_signed(&authority_key).map_err(failed)?;
        let issuer = Issuer::new(params, authority_key);
        let own = OWN_NAMES.map(|name| name.trim_matches(['[', ']']).to_owned());
        let names: Vec<String> = own.into_iter().chain(names.iter().cloned()).collect();
        let mut params = self::params(&names, "proofmark")?;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate().map_err(failed)?;
        let issued = params.signed_by(&key, &issuer).map_err(failed)?;
        let refused =
            |error: tokio_rustls::rustls::Error| StartError::Certificate(error.to_string());
        let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(refused)?
            .with_no_client_auth()
            .with_single_cert(
                vec![issued.der().clone(), certificate.der().clone()],
                PrivateKeyDer::Pkcs8(key.serialize_der().into()),
            )
            .map_err(refused)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        let authority = Self {
            pem: certificate.pem(),
            der: certificate.der().to_vec(),
        };
        Ok((authority, TlsAcceptor::from(Arc::new(config))))
    }
}

fn params(names: &[String], about: &str) -> Result<CertificateParams, StartError> {
    let mut params = CertificateParams::new(names.to_vec())
        .map_err(|error| StartError::Certificate(error.to_string()))?;
    params.distinguished_name.push(DnType::CommonName, about);
    let begins = SystemTime::now() - DAY;
    params.not_before = begins.into();
    params.not_after = (begins + LIFE).into();
    Ok(params)
}
