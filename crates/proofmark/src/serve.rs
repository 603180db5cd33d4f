//! `proofmark serve`: the endpoints as a program, until it is told to stop.

use std::fmt::Write as _;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use clap::Args;
use endpoints::{Authority, Listen, Server, World, WorldFile};

/// The ports that are used unless told otherwise.
const HTTP: u16 = 40_080;
const HTTPS: u16 = 40_443;

const EXAMPLES: &str = "\
Examples:
  proofmark serve                                   until Ctrl-C, on 40080 and 40443
  proofmark serve --port 0 --ready-file ready.json  for programs: the file has the addresses
  proofmark serve --world world.toml                your own tenants, accounts, apps, faults

GET / shows what goes on; GET /proofmark lists what can be told to a world that runs.";

/// What `proofmark serve` is told.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Serve {
    /// The port in the open
    #[arg(long, value_name = "PORT", default_value_t = HTTP)]
    http: u16,
    /// The port by TLS
    #[arg(long, value_name = "PORT", default_value_t = HTTPS)]
    https: u16,
    /// 0 takes any ports that are free
    #[arg(long, value_name = "0", value_parser = clap::value_parser!(u16).range(0..=0))]
    port: Option<u16>,
    /// A file that is written, with the addresses as JSON, once requests are answered
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,
    /// A file with tenants, accounts, apps, add-ins and faults
    #[arg(long, value_name = "FILE")]
    world: Option<PathBuf>,
    /// Where the certificate of the authority is written; ca.p12 goes beside it
    #[arg(long, value_name = "FILE")]
    ca_file: Option<PathBuf>,
    /// A further name for which the certificate is
    #[arg(long, value_name = "NAME")]
    name: Vec<String>,
    /// Let other machines in, at this address of this one: whoever reaches it gets tokens
    #[arg(long, value_name = "ADDRESS")]
    open_to_network: Option<IpAddr>,
}

/// A server that runs, and what to say about it.
pub(crate) struct Serving {
    /// The server.
    pub(crate) server: Server,
    /// What a person wants to know.
    pub(crate) banner: String,
}

impl Serve {
    /// Starts the server, and writes its files.
    pub(crate) fn start(&self, seed: u64) -> Result<Serving, String> {
        let world = self.world(seed)?;
        let listen = Listen {
            http: Some(self.port.unwrap_or(self.http)),
            https: Some(self.port.unwrap_or(self.https)),
            names: self.name.clone(),
            open_to_network: self.open_to_network,
        };
        let server = Server::start(&world, &listen).map_err(|error| {
            format!("{error}\nhint: `--http`, `--https` or `--port 0` take other ports")
        })?;
        let port = server.addresses().https.unwrap_or_default();
        let ca_file = match &self.ca_file {
            Some(file) => file.clone(),
            None => std::env::temp_dir()
                .join(format!("proofmark-{port}"))
                .join("ca.pem"),
        };
        if let Some(authority) = server.authority() {
            write_authority(authority, &ca_file)?;
        }
        let banner = banner(&server, &ca_file);
        if let Some(file) = &self.ready_file {
            let ready = serde_json::json!({
                "http": server.http(),
                "https": server.https(),
                "ca_file": ca_file,
            });
            write_at_once(file, ready.to_string().as_bytes())?;
        }
        Ok(Serving { server, banner })
    }

    fn world(&self, seed: u64) -> Result<World, String> {
        let Some(file) = &self.world else {
            return Ok(World::standard(seed));
        };
        let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
        let text = std::fs::read_to_string(file).map_err(|error| failed(&error))?;
        let file = WorldFile::read(&text).map_err(|error| failed(&error))?;
        file.build(seed).map_err(|error| failed(&error))
    }
}

fn write_authority(authority: &Authority, file: &Path) -> Result<(), String> {
    if let Some(folder) = file.parent() {
        let made = std::fs::create_dir_all(folder);
        made.map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    write_at_once(file, authority.pem().as_bytes())?;
    write_at_once(&file.with_extension("p12"), &authority.pkcs12())
}

/// Writes a file that nobody sees half of.
fn write_at_once(file: &Path, bytes: &[u8]) -> Result<(), String> {
    let failed = |error| format!("{}: {error}", file.display());
    let aside = file.with_extension("new");
    std::fs::write(&aside, bytes).map_err(failed)?;
    std::fs::rename(&aside, file).map_err(failed)
}

fn banner(server: &Server, ca_file: &Path) -> String {
    let (http, https) = (server.http(), server.https());
    let (pem, p12) = (ca_file.display(), ca_file.with_extension("p12"));
    let p12 = p12.display();
    let tenant = server.world().root().with(|settings| {
        let tenants = settings.authority.directory.tenants.first();
        tenants.map_or_else(|| "common".to_owned(), |tenant| tenant.id.clone())
    });
    let mut banner = String::new();
    let mut line = |text: String| writeln!(banner, "{text}").expect("a string takes every text");
    line(format!("http      {http}"));
    line(format!("https     {https}"));
    line(format!("authority {https}/{tenant}"));
    line(format!("CA        {pem}"));
    line(String::new());
    line(format!("node      export NODE_EXTRA_CA_CERTS={pem}"));
    line(format!(
        "Python    export REQUESTS_CA_BUNDLE={pem} SSL_CERT_FILE={pem}"
    ));
    line(format!("curl      curl --cacert {pem} {https}/v1.0/me"));
    line(format!("Go        export SSL_CERT_FILE={pem}"));
    line(format!(
        "Java      java -Djavax.net.ssl.trustStore={p12} -Djavax.net.ssl.trustStoreType=PKCS12"
    ));
    line(format!(
        "Rust      export SSL_CERT_FILE={pem}   # rustls-native-certs"
    ));
    line(String::new());
    line(format!("status    {http}/"));
    line(format!("control   {http}/proofmark"));
    line(format!(
        "fault     curl {http}/proofmark/faults -d '{{\"face\":\"token\",\"fault\":{{\"aadsts\":{{\"code\":50076}}}}}}'"
    ));
    banner
}
