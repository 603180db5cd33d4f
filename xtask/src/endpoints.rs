//! What is measured of the endpoints: how fast they answer, and whether they bear a minute of faults.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::clients::{finish, missing};

/// The mock of others that is measured in the same run, and the version that was tried.
const PEER: &str = "oauth2-mock-server";
const PEER_VERSION: &str = "9.3.0";

/// Measures `proofmark serve`, as people would have it, beside the mock of others.
pub(crate) fn bench(root: &Path) -> Result<(), String> {
    let build = ["build", "--quiet", "--release", "--package", "proofmark"];
    let mut cargo = Command::new(env!("CARGO"));
    finish(cargo.args(build).current_dir(root))
        .map_err(|why| format!("proofmark does not build: {why}"))?;
    let arguments = ["bench", "--quiet", "--package", "proofmark-endpoints"];
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(arguments)
        .args(["--bench", "speed"])
        .env("PROOFMARK_BINARY", root.join("target/release/proofmark"))
        .env("PROOFMARK_FOLDER", root.join("target/bench"))
        .current_dir(root);
    match install_peer(root) {
        Ok(script) => cargo.env("PROOFMARK_PEER", script),
        Err(why) => cargo.env("PROOFMARK_NO_PEER", why),
    };
    finish(&mut cargo).map_err(|_| "a bound was missed, or something did not run".to_owned())
}

/// The script that starts the mock of others, which npm installs.
fn install_peer(root: &Path) -> Result<PathBuf, String> {
    for program in ["node", "npm"] {
        if missing(program).is_some() {
            return Err(format!("{program} is not there"));
        }
    }
    let folder = root.join("target/bench");
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-fund", "--no-audit", "--silent", "--prefix"]);
    npm.arg(&folder).arg(format!("{PEER}@{PEER_VERSION}"));
    finish(npm.current_dir(&folder)).map_err(|why| format!("npm could not install it: {why}"))?;
    Ok(folder.join(format!("node_modules/{PEER}/dist/{PEER}.mjs")))
}

/// Lets 64 clients suffer every fault in rotation.
pub(crate) fn soak(root: &Path, seconds: u32) -> Result<(), String> {
    const TEST: &str = "tests::soak::every_fault_in_rotation_leaves_nothing_behind";
    let arguments = [
        "test",
        "--quiet",
        "--package",
        "proofmark-endpoints",
        "--lib",
    ];
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(arguments)
        .args(["--", "--exact", TEST, "--nocapture"])
        .env("PROOFMARK_SOAK_S", seconds.to_string())
        // What is held is to be seen. An allocator with a heap a thread keeps what was let go of.
        .env("MALLOC_ARENA_MAX", "1")
        .current_dir(root);
    finish(&mut cargo).map_err(|_| "the endpoints did not bear it".to_owned())
}
