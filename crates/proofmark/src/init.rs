//! `proofmark init`: a subject file to fill in, with what each line is for.

use std::fmt::Write as _;

use protocols::RoleDefaults;

/// The file for a subject in this role.
pub(crate) fn subject_file(role: &RoleDefaults) -> String {
    let name = role.role.0;
    let mut file = String::new();
    let mut line = |text: &str| writeln!(file, "{text}").expect("a string takes every text");
    line(&format!("# The subject: {}.", role.about));
    line(
        "# `proofmark doctor --subject FILE` looks whether it is there, `proofmark run --subject FILE`",
    );
    line("# proves it. What is commented out is not needed.");
    line("");
    line(&format!("role = \"{name}\""));
    line("# What reports call it.");
    line(&format!("name = \"my {name}\""));
    let profile = protocols::default_profile(name);
    line(
        "# Whom to believe where the documents disagree; `proofmark list profiles` names all values.",
    );
    line(&format!("profile = \"{profile}\""));
    line("");
    for text in place(name) {
        line(text);
    }
    for text in facts(name) {
        line(text);
    }
    if name == "authority" {
        line(&authority());
    }
    file
}

/// Where it is.
fn place(role: &str) -> &'static [&'static str] {
    match role {
        "ews-server" => &[
            "# Where it takes requests.",
            "url = \"https://127.0.0.1:8443/EWS/Exchange.asmx\"",
            "# The certificates to trust, beside this file. For http leave it out.",
            "# ca-file = \"ca.pem\"",
            "",
            "# What it asks for before it listens: `basic`, `bearer`, or the name of a header line. The",
            "# secret stands in the environment or in a file, never here.",
            "# [credentials]",
            "# kind = \"basic\"",
            "# user = \"alice\"",
            "# secret-env = \"EWS_PASSWORD\"",
        ],
        "authority" => &[
            "# Where it is, without a path.",
            "url = \"https://127.0.0.1:8443\"",
            "# Where the resource beside it is, if elsewhere.",
            "# resource-url = \"https://127.0.0.1:8444\"",
            "# ca-file = \"ca.pem\"",
        ],
        "ews-client" => &[
            "# A command that is started for each operation. It prints the token and ends with 0, or ends",
            "# with 10 if it refuses the answer, and prints the code of the server's error if there was one.",
            "# {url} {ca} {id} {type} {scope} {version} are filled in, a word each; {scope} is empty if there",
            "# is none.",
            "exec = \"./my-client --url {url} --ca {ca} --id {id} --type {type} --scope {scope} --version {version}\"",
            "# Or one that speaks the contract on its standard input and output (`proofmark schema contract`).",
            "# adapter = [\"python3\", \"adapter.py\"]",
            "# Or the port on which we listen for one that cannot be started; a person may play it by hand.",
            "# listen = 40183",
        ],
        "token-validator" => &[
            "# A web API that takes `Authorization: Bearer …`.",
            "url = \"http://127.0.0.1:8000/me\"",
            "# ca-file = \"ca.pem\"",
            "# Or a command that speaks the contract on its standard input and output",
            "# (`proofmark schema contract`), which is put to many more cases.",
            "# adapter = [\"python3\", \"adapter.py\"]",
            "",
            "# What the API answers, and where it has the key that signs what it is to accept: a file, which",
            "# is written as soon as this one is used, or an authority on this port of 127.0.0.1, which is",
            "# there while the API is proved (`/authority/.well-known/openid-configuration`).",
            "[resource]",
            "method = \"GET\"",
            "accepted = [\"2xx\"]",
            "refused = [\"401\", \"403\"]",
            "# keys-file = \"keys.json\"",
            "keys-port = 40181",
        ],
        "add-in" => &[
            "# A command that speaks the contract on its standard input and output",
            "# (`proofmark schema contract`), word by word.",
            "adapter = [\"python3\", \"adapter.py\"]",
            "# Or the address of its page, which loads http://127.0.0.1:40182/page/office.js in the place of",
            "# Office's script, and asks its service at http://127.0.0.1:40182/page/service.",
            "# url = \"http://127.0.0.1:3000/taskpane.html\"",
            "# [page]",
            "# port = 40182",
            "# Who opens it; without this a person does.",
            "# browser = [\"chromium\", \"--headless=new\", \"{url}\"]",
            "# What to click once it is loaded; without this it begins by itself.",
            "# start = \"#get-data\"",
            "# Whether it passes forMSGraphAccess.",
            "# for-graph = false",
        ],
        _ => &[
            "# A command that speaks the contract on its standard input and output",
            "# (`proofmark schema contract`), word by word.",
            "adapter = [\"python3\", \"adapter.py\"]",
            "# Or the port on which we listen for what cannot be started, like a page in a browser.",
            "# listen = 40183",
        ],
    }
}

/// What cases must know of it.
fn facts(role: &str) -> &'static [&'static str] {
    match role {
        "ews-server" => &[
            "",
            "# What the cases must know. A case whose fact is missing is not played, and the run says so.",
            "[facts]",
            "# An app that may have every kind of token.",
            "# installed = \"5f0c1f04-6a2b-4c0e-9a51-0d6f1c1b7a01\"",
            "# An app that may have caller identity tokens only.",
            "# restricted = \"0b9d5f53-3b0c-4d9c-8a5e-7f2d4d0c9e02\"",
            "# An app that nobody installed.",
            "unknown = \"00000000-0000-4000-8000-000000000000\"",
            "# Whether it has the operation GetAppManifests as well.",
            "# manifests = true",
        ],
        "authority" => &[
            "",
            "# What the cases must know: tenants, clients, accounts, how to sign in. These are those of the",
            "# world that `proofmark serve` plays. A case that needs what is left out is not played.",
        ],
        "token-validator" => &[
            "",
            "# How the API was configured. The tokens of the cases are made anew for that.",
            "[facts]",
            "# Which tokens it takes: generic (any JWT), entra-v1 or entra-v2.",
            "policy = \"generic\"",
            "issuer = \"https://issuer.example\"",
            "audience = \"https://api.example\"",
            "# Of Entra's tokens, the tenant.",
            "# tenant = \"11111111-2222-4333-8444-555555555555\"",
            "leeway-s = 60",
        ],
        "token-client" => &[
            "",
            "# Where an MSAL for JavaScript runs, `browser` or `node`. A case that was written for the other",
            "# home is played if it comes to the same in this one.",
            "# [facts]",
            "# home = \"node\"",
        ],
        _ => &[],
    }
}

/// The facts of the authority that `proofmark serve` plays.
fn authority() -> String {
    let facts = oauth::standard_facts("https://127.0.0.1:40443");
    let mut table = toml::Table::new();
    let facts = toml::Table::try_from(&facts).expect("facts are a table");
    table.insert("authority".to_owned(), facts.into());
    let table = toml::Table::from_iter([("facts".to_owned(), table.into())]);
    toml::to_string(&table).expect("a table is TOML")
}
