//! The command line: what can be typed, and what it starts.
#![expect(clippy::print_stderr, reason = "the program talks to people")]

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::builder::PossibleValuesParser;
use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};
use conformance::{Now, Rules};
use protocols::coverage::Coverage;

use crate::inspect::{PolicyKind, TokenOptions, inspect};
use crate::run::{RunArguments, Whom};
use crate::schema::Kind;
use crate::serve::Serve;
use crate::show::{Matrix, Report, Vectors};
use crate::specimen::Speaker;
use crate::{Exit, TABLE, doctor, init, requirements};

/// Proves token code: which sentence of which document an implementation breaks, with the bytes.
#[derive(Parser)]
#[command(name = "proofmark", version, max_term_width = 100, after_help = TABLE)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Put a subject to the cases of its role, and say which sentences it keeps; our own specimens,
    /// if none is named
    Run(Box<RunArguments>),
    /// Write a subject file to fill in
    Init {
        /// What the subject plays
        #[arg(value_parser = PossibleValuesParser::new(
            protocols::ROLES.iter().map(|role| role.role.0)
        ))]
        role: String,
        /// Where to; standard output unless said
        file: Option<std::path::PathBuf>,
    },
    /// Look whether a subject is there, and is what it is said to be
    Doctor(Box<Whom>),
    /// Say what is wrong with files, where, and by which rule
    Inspect(Box<Inspect>),
    /// Show every requirement: whether it is checked, by what, and which defects that catches
    Requirements {
        /// Print one JSON object
        #[arg(long)]
        json: bool,
        /// Print which law catches which defect
        #[arg(long, conflicts_with = "json")]
        table: bool,
    },
    /// List what there is
    List {
        /// What to list
        #[arg(default_value = "cases")]
        what: What,
        /// Of cases, only those of this role
        #[arg(value_name = "ROLE")]
        role: Option<String>,
    },
    /// Play an authority, Exchange, Graph and Office on this machine, well or badly
    Serve(Box<Serve>),
    /// Make one report of several, in any form: parts of a run come together
    Report(Report),
    /// Show which specimen with a defect is caught by what, or put reports side by side
    Matrix(Matrix),
    /// Print cases as JSON, to the byte, for unit tests in any language
    Vectors(Vectors),
    /// Print the JSON Schema of what is read or written
    Schema {
        /// Of what
        kind: Kind,
    },
    /// Tell all that is known of a requirement, a case, a law or a defect
    Explain {
        /// An id like `JWT-012`, or the name of a case, a law or a defect
        name: String,
    },
    /// Be one of our own behind the contract of adapters, to try a set-up with
    Specimen {
        /// The defect that it has; `proofmark list defects` names them
        #[arg(default_value = "sound")]
        name: String,
        /// Values that take the place of the role's default profile's
        #[arg(long, value_name = "VALUES", default_value = "")]
        profile: String,
        /// Go to where `proofmark run ROLE --listen` listens, instead of reading standard input
        #[arg(long, value_name = "URL")]
        calls: Option<String>,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    Cases,
    Laws,
    Defects,
    Roles,
    Profiles,
    Kinds,
}

#[derive(Args)]
struct Inspect {
    /// What the files are
    #[arg(value_parser = PossibleValuesParser::new(
        protocols::READERS.iter().map(|reader| reader.kind)
    ))]
    kind: String,
    /// The files; `-` is standard input
    #[arg(required = true)]
    files: Vec<String>,
    /// Print one JSON object for each file
    #[arg(long)]
    json: bool,
    /// Values that take the place of the default profile's, like `xsd-se,wire-interop`
    #[arg(long, default_value = "")]
    profile: String,
    #[command(flatten)]
    token: Token,
}

#[derive(Args)]
#[command(next_help_heading = "For jwt")]
struct Token {
    /// A file with a JWK, a JWK set or a public key in PEM
    #[arg(long, value_name = "FILE")]
    key: Option<String>,
    /// A file with the bytes of an HMAC's key
    #[arg(long, value_name = "FILE", conflicts_with = "key")]
    hmac_key_file: Option<String>,
    /// The one algorithm that is accepted
    #[arg(long)]
    alg: Option<String>,
    /// Who the token is for: a name, an app id, or an add-in's address
    #[arg(long)]
    audience: Option<String>,
    /// Who issued it
    #[arg(long)]
    issuer: Option<String>,
    /// How many seconds clocks may differ
    #[arg(long)]
    leeway: Option<u32>,
    /// The time in seconds since the beginning of 1970, instead of the clock's
    #[arg(long)]
    now: Option<i64>,
    /// What is accepted
    #[arg(long, default_value = "generic")]
    policy: PolicyKind,
    /// The address of Exchange's metadata that is trusted
    #[arg(long, value_name = "URL")]
    metadata_url: Option<String>,
    /// The Exchange token is in the shape of its documentation, not in the one that servers send
    #[arg(long)]
    documented_shape: bool,
}

/// Does what was typed. Data goes to standard output, talk to standard error.
pub fn run(arguments: Arguments) -> Exit {
    let exit = match arguments.command {
        Command::Run(arguments) => arguments.run(),
        Command::Init { role, file } => run_init(&role, file.as_deref()),
        Command::Doctor(whom) => run_doctor(&whom),
        Command::Inspect(arguments) => run_inspect(&arguments),
        Command::Requirements { json, table } => show_requirements(json, table),
        Command::List { what, role } => list(what, role.as_deref()).map(|list| {
            out!("{list}");
            Exit::Conforms
        }),
        Command::Serve(serve) => run_serve(&serve),
        Command::Report(report) => report.show(),
        Command::Matrix(matrix) => matrix.show(),
        Command::Vectors(vectors) => vectors.show(),
        Command::Schema { kind } => {
            out!("{}", kind.schema());
            Ok(Exit::Conforms)
        }
        Command::Explain { name } => explain(&name),
        Command::Specimen {
            name,
            profile,
            calls,
        } => run_specimen(&name, &profile, calls.as_deref()),
    };
    exit.unwrap_or_else(|error| {
        eprintln!("error: {error}");
        Exit::Usage
    })
}

fn run_init(role: &str, file: Option<&Path>) -> Result<Exit, String> {
    let role = protocols::role(role).expect("clap accepts the names of roles only");
    let text = init::subject_file(role);
    let Some(file) = file else {
        out!("{text}");
        return Ok(Exit::Conforms);
    };
    let failed = |error: std::io::Error| format!("{}: {error}", file.display());
    // What somebody filled in is not overwritten.
    let mut made = std::fs::File::create_new(file).map_err(failed)?;
    made.write_all(text.as_bytes()).map_err(failed)?;
    eprintln!(
        "{}: fill it in, then `proofmark doctor --subject {0}`",
        file.display()
    );
    Ok(Exit::Conforms)
}

fn run_doctor(whom: &Whom) -> Result<Exit, String> {
    let cases = protocols::cases().map_err(|error| error.to_string())?;
    let invited = whom.invite()?;
    if invited.cast.is_specimen() {
        return Err("a subject is needed: --subject, --url, --exec or a command".to_owned());
    }
    match doctor::examine(&invited, &cases) {
        Ok(finding) => {
            outln!("{finding}");
            Ok(if finding.takes_anything {
                Exit::SetUp
            } else {
                Exit::Conforms
            })
        }
        Err(trouble) => {
            eprintln!("error: {trouble}");
            Ok(Exit::SetUp)
        }
    }
}

fn run_specimen(name: &str, profile: &str, calls: Option<&str>) -> Result<Exit, String> {
    let speaker = Speaker::new(crate::run::defect(name)?, profile);
    match calls {
        Some(place) => speaker.call(place)?,
        None => speaker.read(std::io::stdin().lock(), std::io::stdout().lock())?,
    }
    Ok(Exit::Conforms)
}

fn run_serve(serve: &Serve) -> Result<Exit, String> {
    let seed = u64::try_from(clock().ms()).unwrap_or_default();
    let serving = serve.start(seed)?;
    out!("{}", serving.banner);
    serving.server.wait_for_interrupt();
    eprintln!("stopped");
    Ok(Exit::Conforms)
}

fn run_inspect(arguments: &Inspect) -> Result<Exit, String> {
    let reader = protocols::READERS
        .iter()
        .find(|reader| reader.kind == arguments.kind);
    let reader = reader.expect("clap accepts the kinds of readers only");
    let profile = protocols::parse_profile(protocols::default_profile(""), &arguments.profile);
    let rules = Rules::sound(profile.map_err(|error| error.to_string())?);
    if arguments.kind != "jwt" && arguments.token.is_given() {
        let usage = Arguments::command().render_usage();
        return Err(format!(
            "options about tokens go with `inspect jwt`\n\n{usage}"
        ));
    }
    let verification = arguments.token.options()?.verification(&rules)?;
    let mut exit = Exit::Conforms;
    for file in &arguments.files {
        let bytes = read(file)?;
        let inspected = inspect(reader, file.clone(), bytes, verification.as_ref(), &rules);
        if arguments.json {
            outln!("{}", inspected.json());
        } else {
            out!("{}", inspected.text());
        }
        if inspected.result.is_err() {
            exit = Exit::Departs;
        }
    }
    Ok(exit)
}

impl Token {
    fn is_given(&self) -> bool {
        let texts = [
            &self.key,
            &self.hmac_key_file,
            &self.alg,
            &self.audience,
            &self.issuer,
        ];
        texts.iter().any(|text| text.is_some())
            || self.metadata_url.is_some()
            || self.leeway.is_some()
            || self.now.is_some()
            || self.documented_shape
            || self.policy != PolicyKind::Generic
    }

    fn options(&self) -> Result<TokenOptions, String> {
        let algorithm = match &self.alg {
            None => None,
            Some(name) => {
                let parsed = name.parse();
                Some(parsed.map_err(|_| format!("`--alg {name}` is no algorithm of a signature"))?)
            }
        };
        let key = match &self.key {
            None => None,
            Some(file) => {
                let text = String::from_utf8(read(file)?);
                Some((
                    file.clone(),
                    text.map_err(|_| format!("{file}: a key file is text"))?,
                ))
            }
        };
        if (self.key.is_none() && self.hmac_key_file.is_none())
            && (self.policy != PolicyKind::Generic || self.audience.is_some())
        {
            return Err("a policy is of no use without `--key` or `--hmac-key-file`".to_owned());
        }
        Ok(TokenOptions {
            key,
            hmac_key: self.hmac_key_file.as_deref().map(read).transpose()?,
            algorithm,
            audience: self.audience.clone(),
            issuer: self.issuer.clone(),
            leeway_s: self.leeway,
            now: self.now.map_or_else(clock, Now::from_seconds),
            policy: self.policy,
            metadata_url: self.metadata_url.clone(),
            is_documented_shape: self.documented_shape,
        })
    }
}

pub(crate) fn clock() -> Now {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Now::from_ms(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

pub(crate) fn read(file: &str) -> Result<Vec<u8>, String> {
    if file != "-" {
        return std::fs::read(file).map_err(|error| format!("{file}: {error}"));
    }
    let mut bytes = Vec::new();
    std::io::stdin()
        .read_to_end(&mut bytes)
        .map_err(|error| format!("standard input: {error}"))?;
    Ok(bytes)
}

fn coverage() -> Result<Coverage, String> {
    let cases = protocols::cases().map_err(|error| error.to_string())?;
    Ok(Coverage::derive(&cases))
}

fn show_requirements(json: bool, table: bool) -> Result<Exit, String> {
    let coverage = coverage()?;
    if json {
        outln!("{}", requirements::json(&coverage));
    } else if table {
        out!("{}", requirements::table(&coverage));
    } else {
        out!("{}", requirements::text(&coverage));
    }
    Ok(Exit::Conforms)
}

fn list(what: What, role: Option<&str>) -> Result<String, String> {
    if role.is_some() && !matches!(what, What::Cases) {
        return Err("only cases are listed by role".to_owned());
    }
    let role = role.map(crate::run::role_named).transpose()?;
    let lines: Vec<String> = match what {
        What::Cases => {
            let cases = protocols::cases().map_err(|error| error.to_string())?;
            let of_role = |case: &conformance::AnyCase| role.is_none_or(|role| case.role == role);
            cases
                .into_iter()
                .filter(of_role)
                .map(|case| case.id)
                .collect()
        }
        What::Laws => protocols::laws()
            .map(|law| format!("{}\n  {}", law.name, law.sentence))
            .collect(),
        What::Defects => protocols::defects()
            .map(|defect| format!("{:<10} {}", defect.of.as_str(), defect.name))
            .collect(),
        What::Roles => protocols::ROLES
            .iter()
            .map(|role| {
                let profile = protocols::default_profile(role.role.0);
                format!("{:<16} {} ({profile})", role.role.0, role.about)
            })
            .collect(),
        What::Profiles => protocols::AXES
            .iter()
            .map(|axis| {
                let values: Vec<&str> = axis.values.iter().map(|choice| choice.value).collect();
                format!("{:<8} {}: {}", axis.name, values.join(" | "), axis.about)
            })
            .collect(),
        What::Kinds => protocols::READERS
            .iter()
            .map(|reader| format!("{:<14} {}", reader.kind, reader.about))
            .collect(),
    };
    Ok(lines.into_iter().map(|line| line + "\n").collect())
}

fn explain(name: &str) -> Result<Exit, String> {
    let cases = protocols::cases().map_err(|error| error.to_string())?;
    if let Some(id) = protocols::requirement(&name.to_uppercase()) {
        out!(
            "{}",
            requirements::explain(id, &Coverage::about(id, &cases))
        );
        return Ok(Exit::Conforms);
    }
    if let Some(case) = cases.iter().find(|case| case.id == name) {
        out!("{}\n{}", requirements::sentences(&case.checks), case.source);
        return Ok(Exit::Conforms);
    }
    if let Some(law) = protocols::laws().find(|law| law.name == name) {
        out!(
            "{}\n\n{}",
            law.sentence,
            requirements::sentences(law.checks)
        );
        return Ok(Exit::Conforms);
    }
    if let Some(defect) = protocols::defects().find(|defect| defect.name == name) {
        let catch = protocols::coverage::catch(defect, &cases);
        out!("{}", requirements::explain_defect(&catch));
        return Ok(Exit::Conforms);
    }
    Err(format!(
        "no requirement, case, law or defect is named `{name}`\n\
         hint: `proofmark requirements` and `proofmark list` show what there is"
    ))
}
