//! Other people's clients against `proofmark serve`, unmodified: each says what it did. What is not
//! installed here is said to be so, and is no pass.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::{console, entries};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The clients to run; all of them unless said otherwise
    names: Vec<String>,
}

/// A client: its name, how it is installed and how it is run.
struct Client {
    name: &'static str,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// A package of npm, installed from its `package.json`.
    Npm,
    /// Packages of PyPI, installed from `requirements.txt`.
    Pip,
    /// A program of our own, and what runs it.
    Script(&'static str, &'static str),
    /// A script of our own for Node, which opens Chromium.
    Chromium(&'static str),
    /// What people are told to type, in these files: each line prints what stands below it.
    Console(&'static [&'static str]),
}

const CLIENTS: [Client; 9] = [
    Client::new("msal-node", Kind::Npm),
    Client::new("msal-python", Kind::Pip),
    Client::new("ews-javascript-api", Kind::Npm),
    Client::new("office-in-node", Kind::Script("node", "office/node.mjs")),
    Client::new("office-in-chromium", Kind::Chromium("office/chromium.mjs")),
    Client::new("node", Kind::Script("node", "thirty-lines/main.mjs")),
    Client::new("python", Kind::Script("python3", "thirty-lines/main.py")),
    Client::new("java", Kind::Script("java", "thirty-lines/Main.java")),
    Client::new(
        "curl",
        Kind::Console(&["README.md", "crates/endpoints/README.md"]),
    ),
];

/// What became of a client.
pub(crate) enum Ran {
    Passed,
    Failed(String),
    /// Something that it needs is not there.
    Not(String),
}

/// Runs the clients. 0: all passed. 1: one failed. 3: one did not run.
pub(crate) fn run(root: &Path, arguments: &Arguments) -> Result<ExitCode, String> {
    let known = |name: &String| CLIENTS.iter().any(|client| client.name == name);
    if let Some(unknown) = arguments.names.iter().find(|name| !known(name)) {
        let names = CLIENTS.map(|client| client.name).join(", ");
        return Err(format!("no client is named `{unknown}`; there are {names}"));
    }
    let folder = root.join("target/real-clients");
    copy(
        &root.join("crates/endpoints/clients"),
        &folder.join("clients"),
    )?;
    let server = Server::start(root, &folder)?;
    let (mut failed, mut missing) = (false, false);
    for client in &CLIENTS {
        if !arguments.names.is_empty() && !arguments.names.iter().any(|name| name == client.name) {
            continue;
        }
        println!("{}", client.name);
        match client.run(root, &folder.join("clients"), &server) {
            Ran::Passed => println!("{}: passed\n", client.name),
            Ran::Failed(why) => {
                failed = true;
                println!("{}: FAILED: {why}\n", client.name);
            }
            Ran::Not(why) => {
                missing = true;
                println!("{}: NOT RUN: {why}\n", client.name);
            }
        }
    }
    Ok(match (failed, missing) {
        (true, _) => ExitCode::FAILURE,
        (false, true) => ExitCode::from(3),
        (false, false) => ExitCode::SUCCESS,
    })
}

impl Client {
    const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind }
    }

    fn run(&self, root: &Path, clients: &Path, server: &Server) -> Ran {
        let folder = clients.join(self.name);
        let mut command = match self.kind {
            Kind::Npm => {
                if let Some(missing) = missing("npm").or_else(|| missing("node")) {
                    return missing;
                }
                let mut install = Command::new("npm");
                install.args(["install", "--no-fund", "--no-audit", "--silent"]);
                if let Err(why) = finish(install.current_dir(&folder)) {
                    return Ran::Not(format!("npm could not install it: {why}"));
                }
                let mut command = Command::new("node");
                command.arg(folder.join("main.mjs"));
                command
            }
            Kind::Pip => {
                if let Some(missing) = missing("python3") {
                    return missing;
                }
                let python = folder.join("venv/bin/python");
                let mut create = Command::new("python3");
                let mut install = Command::new(&python);
                create.args(["-m", "venv", "venv"]).current_dir(&folder);
                install.args(["-m", "pip", "install", "--quiet", "-r", "requirements.txt"]);
                let installed =
                    finish(&mut create).and_then(|()| finish(install.current_dir(&folder)));
                if let Err(why) = installed {
                    return Ran::Not(format!("pip could not install it: {why}"));
                }
                let mut command = Command::new(python);
                command.arg(folder.join("main.py"));
                command
            }
            Kind::Script(program, script) => {
                if let Some(missing) = missing(program) {
                    return missing;
                }
                let mut command = Command::new(program);
                if program == "java" {
                    let store = server.ca_file.with_extension("p12");
                    command.arg(format!("-Djavax.net.ssl.trustStore={}", store.display()));
                    command.arg("-Djavax.net.ssl.trustStoreType=PKCS12");
                }
                command.arg(clients.join(script));
                command
            }
            Kind::Chromium(script) => {
                if let Some(missing) = missing("node") {
                    return missing;
                }
                let names = ["chromium", "chromium-browser", "google-chrome"];
                let Some(name) = names.into_iter().find(|name| missing(name).is_none()) else {
                    return Ran::Not("Chromium is not there".to_owned());
                };
                let mut command = Command::new("node");
                command.arg(clients.join(script));
                command.env("PROOFMARK_CHROMIUM", name);
                command
            }
            Kind::Console(files) => {
                if let Some(missing) = missing("curl") {
                    return missing;
                }
                let ran = files.iter().try_for_each(|file| {
                    console::play(root, file, &server.http, &server.https, &server.ca_file)
                });
                return ran.map_or_else(Ran::Failed, |()| Ran::Passed);
            }
        };
        command
            .env("PROOFMARK_HTTP", &server.http)
            .env("PROOFMARK_HTTPS", &server.https)
            .env("PROOFMARK_CA", &server.ca_file)
            .env("NODE_EXTRA_CA_CERTS", &server.ca_file)
            .env("REQUESTS_CA_BUNDLE", &server.ca_file)
            .env("SSL_CERT_FILE", &server.ca_file)
            .env("PYTHONWARNINGS", "ignore");
        match finish(&mut command) {
            Ok(()) => Ran::Passed,
            Err(why) => Ran::Failed(why),
        }
    }
}

/// What to say if a program is not there.
pub(crate) fn missing(program: &str) -> Option<Ran> {
    let mut command = Command::new(program);
    command
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let is_there = command.status().is_ok_and(|status| status.success());
    (!is_there).then(|| Ran::Not(format!("{program} is not there")))
}

/// Runs a command to its end; what became of it, if that was not good.
pub(crate) fn finish(command: &mut Command) -> Result<(), String> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(status.to_string()),
        Err(error) => Err(error.to_string()),
    }
}

pub(crate) fn copy(from: &Path, to: &Path) -> Result<(), String> {
    std::fs::create_dir_all(to).map_err(|error| format!("{}: {error}", to.display()))?;
    for path in entries(from)? {
        let place = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy(&path, &place)?;
        } else {
            std::fs::copy(&path, &place).map_err(|error| format!("{}: {error}", path.display()))?;
        }
    }
    Ok(())
}

/// A server that ends with this.
struct Server {
    child: Child,
    http: String,
    https: String,
    ca_file: PathBuf,
}

impl Server {
    fn start(root: &Path, folder: &Path) -> Result<Self, String> {
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--package", "proofmark"]);
        finish(build.current_dir(root))
            .map_err(|why| format!("proofmark does not build: {why}"))?;
        let (ready, ca_file) = (folder.join("ready.json"), folder.join("ca.pem"));
        let _ = std::fs::remove_file(&ready);
        let child = Command::new(root.join("target/debug/proofmark"))
            .args(["serve", "--port", "0", "--ready-file"])
            .arg(&ready)
            .arg("--ca-file")
            .arg(&ca_file)
            .stdout(Stdio::null())
            .spawn()
            .map_err(|error| format!("proofmark does not start: {error}"))?;
        let mut server = Self {
            child,
            http: String::new(),
            https: String::new(),
            ca_file,
        };
        let began = Instant::now();
        while !ready.exists() {
            if began.elapsed() > Duration::from_secs(20) {
                return Err("proofmark is not ready after 20 s".to_owned());
            }
            sleep(Duration::from_millis(20));
        }
        let text = std::fs::read_to_string(&ready).map_err(|error| error.to_string())?;
        let said: serde_json::Value =
            serde_json::from_str(&text).map_err(|error| error.to_string())?;
        server.http = said["http"].as_str().unwrap_or_default().to_owned();
        server.https = said["https"].as_str().unwrap_or_default().to_owned();
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
