//! Runs as people start them: against our own specimens, against the same behind sockets and
//! pipes, and against what is no subject at all.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use endpoints::{Listen, Server, Settings, World};

const PROGRAM: &str = env!("CARGO_BIN_EXE_proofmark");

/// Roles, defects of which no written case sees anything, and seeds with which exploring finds them.
const FOUND_BEHIND_A_PIPE: [(&str, &str, &str); 3] = [
    ("ews-client", "finds-a-body-anywhere", "13"),
    ("ews-client", "believes-the-status", "14"),
    ("ews-server", "expands-references-twice", "4"),
];
const FOUND_OVER_SOCKETS: [(&str, &str, &str); 2] = [
    ("ews-server", "writes-values-as-they-are", "2"),
    ("ews-server", "writes-section-ends", "6"),
];
/// A case that is added changes what a seed finds: then others do.
const OTHER_SEEDS: [&str; 6] = ["1", "2", "3", "4", "5", "6"];

fn proofmark(arguments: &[&str]) -> Output {
    Command::new(PROGRAM)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("the program was just built")
}

fn told(output: &Output) -> String {
    let both = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8_lossy(&both).into_owned()
}

/// The run ends so, and says each of these.
#[track_caller]
fn check(arguments: &[&str], exit: i32, says: &[&str]) -> String {
    let output = proofmark(arguments);
    let text = told(&output);
    assert_eq!(output.status.code(), Some(exit), "{text}");
    for part in says {
        assert!(text.contains(part), "`{part}` is missing in\n{text}");
    }
    text
}

/// How many cases conform, by the last line of a run.
fn conform(text: &str) -> usize {
    let line = text.lines().find(|line| line.starts_with("played "));
    let counts = line.and_then(|line| line.split_once(": "));
    let word = counts.and_then(|(_, counts)| counts.split_once(" conform"));
    word.and_then(|(number, _)| number.parse().ok())
        .unwrap_or_default()
}

#[test]
fn every_role_is_played_by_a_sound_specimen() {
    let text = check(&["run"], 0, &[]);
    assert!(conform(&text) >= 1000, "{text}");
}

#[test]
fn a_defect_departs_on_its_sentence() {
    check(
        &["run", "--specimen", "nests-without-end"],
        1,
        &[
            "✗ xml/limits/too-deep: departs (ews-server)",
            "sentence  SOAP-065",
            "again     proofmark run --specimen nests-without-end --only xml/limits/too-deep",
            "1 departs",
        ],
    );
    check(
        &["run", "--specimen", "no-such"],
        2,
        &["no defect is named `no-such`"],
    );
}

#[test]
fn cases_are_chosen_by_path_and_part() {
    let whole = conform(&check(&["run", "--only", "jwt/time/*"], 0, &[]));
    let part = |part: &str| {
        conform(&check(
            &["run", "--only", "jwt/time/*", "--shard", part],
            0,
            &[],
        ))
    };
    assert_eq!(part("1/3") + part("2/3") + part("3/3"), whole);
    check(&["run", "--only", "jwt/no-such"], 2, &["no case"]);
    check(&["run", "--shard", "3/2"], 2, &["2/3"]);
    check(&["run", "nobody"], 2, &["no role is named `nobody`"]);
}

/// The sound specimen as a child process, for each role that is reached so.
#[test]
fn the_sound_specimen_conforms_behind_a_pipe() {
    for (role, least) in [
        ("token-validator", 300),
        ("ews-client", 100),
        ("office-host", 70),
        ("add-in", 20),
        ("token-client", 200),
    ] {
        let text = check(&["run", role, "--", PROGRAM, "specimen"], 0, &[]);
        assert!(conform(&text) >= least, "{text}");
    }
}

/// The smallest adapters, in whatever is there to run them; CI has everything but Go, whose client
/// nobody runs.
#[test]
fn the_smallest_adapters_are_small_and_answer() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../subjects/adapters/minimal");
    let built = Path::new(PROGRAM)
        .with_file_name("examples")
        .join("minimal");
    let is_there = |program: &str| Command::new(program).arg("--version").output().is_ok();
    for (program, file) in [
        ("python3", "adapter.py"),
        ("node", "adapter.mjs"),
        ("", "adapter.rs"),
        ("go", "client.go"),
    ] {
        let path = folder.join(file);
        let text = std::fs::read_to_string(&path).expect("it is there");
        assert!(text.lines().count() < 40, "{file}");
        let path = path.to_str().expect("the path is text");
        let command = match program {
            "go" => continue,
            "" => vec![built.to_str().expect("the path is text")],
            _ => vec![program, path],
        };
        if !is_there(command[0]) {
            assert!(std::env::var_os("CI").is_none(), "CI has {program}");
            continue;
        }
        let doctor = [&["doctor", "token-validator", "--"], &command[..]].concat();
        let text = check(&doctor, 0, &["the subject answers as token-validator"]);
        assert!(!text.contains("takes what nobody"), "{text}");
        let some = ["run", "token-validator", "--only", "jwt/signature/*", "--"];
        let output = proofmark(&[&some[..], &command].concat());
        assert!(conform(&told(&output)) > 5, "{file}: {}", told(&output));
    }
}

#[test]
fn a_defect_shows_behind_a_pipe() {
    let adapter = ["--", PROGRAM, "specimen", "accepts-none"];
    let known = proofmark(&["list", "defects"]);
    let text = told(&known);
    let name = text
        .lines()
        .find(|line| line.starts_with("JWT-009"))
        .and_then(|line| line.split_whitespace().nth(1));
    let name = name.expect("there is a defect of JWT-009");
    let adapter = [&adapter[..3], &[name]].concat();
    check(
        &[&["run", "token-validator"], &adapter[..]].concat(),
        1,
        &["sentence  JWT-009"],
    );
}

/// The line of a run that says what exploring came to.
fn explored(text: &str) -> &str {
    let is_it = |line: &&str| line.starts_with("explored ");
    text.lines().find(is_it).unwrap_or_default()
}

/// Exploring finds something with one of these seeds, and the written cases do not.
#[track_caller]
fn finds(words: &[String], adapter: &[&str], seed: &str) {
    let mut text = String::new();
    for (seed, tries) in [(seed, "300")]
        .into_iter()
        .chain(OTHER_SEEDS.map(|seed| (seed, "2000")))
    {
        let words = words.iter().map(String::as_str);
        let explore = ["--explore", tries, "--seed", seed];
        let all: Vec<&str> = words
            .chain(explore)
            .chain(adapter.iter().copied())
            .collect();
        text = told(&proofmark(&all));
        let played = text.lines().find(|line| line.starts_with("played "));
        assert!(
            played.is_some_and(|line| !line.contains("depart")),
            "{text}"
        );
        if !explored(&text).contains(": 0 differ") {
            assert!(text.contains("[[case]]"), "{text}");
            return;
        }
    }
    panic!("nothing was found\n{text}");
}

#[test]
fn exploring_finds_what_no_case_does() {
    for (role, defect, seed) in FOUND_BEHIND_A_PIPE {
        let mut words = vec!["run".to_owned(), role.to_owned()];
        if role == "ews-server" {
            let facts = specimens::facts().0.into_iter();
            let facts =
                facts.flat_map(|(name, value)| ["--fact".into(), format!("{name}={value}")]);
            words.extend(facts);
        }
        let sound = ["--", PROGRAM, "specimen"];
        let explore = ["--explore", "300", "--seed", seed];
        let text = check_at(&words, &[&explore[..], &sound].concat(), 0, &[]);
        assert!(explored(&text).contains(": 0 differ"), "{text}");
        finds(&words, &[&sound[..], &[defect]].concat(), seed);
    }
}

/// A folder of this test's own.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    folder
}

fn write(file: &Path, text: &str) {
    std::fs::write(file, text).expect("the folder is this test's own");
}

/// The words that run a site of our endpoints, by its path, in this role.
fn at(server: &Server, path: &str, role: &str) -> Vec<String> {
    let folder = folder(&format!("endpoints{}", path.replace('/', "-")));
    let words = |words: &[&str]| words.iter().map(ToString::to_string).collect();
    if role == "authority" {
        let (url, ca) = (format!("{}{path}", server.https()), folder.join("ca.pem"));
        let authority = server.authority().expect("the server speaks TLS");
        write(&ca, authority.pem());
        return words(&["run", role, "--url", &url, "--ca", &ca.to_string_lossy()]);
    }
    write(&folder.join("password"), "correct horse\n");
    let subject = folder.join("subject.toml");
    let text = format!(
        "role = \"{role}\"\nprofile = \"wire-interop\"\nurl = \"{}{path}/EWS/Exchange.asmx\"\n\
         [credentials]\nkind = \"basic\"\nuser = \"alice@contoso.example\"\n\
         secret-file = \"password\"\n[facts]\ninstalled = \"{}\"\n",
        server.http(),
        endpoints::ADD_IN_ID
    );
    write(&subject, &text);
    words(&["run", "--subject", &subject.to_string_lossy()])
}

/// A run with these words and some more.
#[track_caller]
fn check_at(words: &[String], more: &[&str], exit: i32, says: &[&str]) -> String {
    let words: Vec<&str> = words
        .iter()
        .map(String::as_str)
        .chain(more.iter().copied())
        .collect();
    check(&words, exit, says)
}

#[test]
fn our_endpoints_conform_behind_sockets() {
    let world = World::standard(7);
    let server = Server::start(&world, &Listen::anywhere()).unwrap();
    let authority = at(&server, "", "authority");
    let text = check_at(&authority, &[], 0, &[]);
    assert!(conform(&text) >= 140, "{text}");
    check_at(&authority[..4], &[], 3, &["no `ca` says whom to trust"]);
    let text = check_at(&at(&server, "", "ews-server"), &[], 0, &[]);
    assert!(conform(&text) >= 100, "{text}");
}

#[test]
fn exploring_finds_what_no_case_does_over_sockets() {
    let world = World::standard(7);
    let server = Server::start(&world, &Listen::anywhere()).unwrap();
    for role in ["authority", "ews-server"] {
        let text = check_at(&at(&server, "", role), &["--explore", "400"], 0, &[]);
        assert!(explored(&text).contains(": 0 differ"), "{text}");
    }
    for (role, defect, seed) in FOUND_OVER_SOCKETS {
        let path = format!("/{defect}");
        let settings = Settings::standard(world.now())
            .following("", Some(defect))
            .unwrap();
        let _site = world.open(&path, settings).unwrap();
        finds(&at(&server, &path, role), &[], seed);
    }
}

/// What is no subject, is not there, or will not talk: a set-up error in a sentence, and no run.
#[test]
fn what_is_no_subject_is_told_in_a_sentence() {
    let server = Server::start(&World::standard(1), &Listen::anywhere()).unwrap();
    let https = server.https();
    let in_the_open = https.replace("https:", "http:");
    let page = format!("{}/", server.http());
    for (arguments, says) in [
        (
            vec!["ews-server", "--url", "http://127.0.0.1:1/"],
            "nothing listens on",
        ),
        (vec!["authority", "--url", &in_the_open], "it speaks TLS"),
        (vec!["authority", "--url", &https], "whom to trust"),
        (
            vec!["ews-server", "--url", &page],
            "needs the fact `installed`",
        ),
        (
            vec!["ews-server", "--url", &page, "--fact", "installed=a"],
            "does not do what ews-server is for",
        ),
        (
            vec!["token-validator", "--", "/no/such/program"],
            "does not start",
        ),
        (
            vec!["token-validator", "--", "sh", "-c", "echo help >&2; exit 3"],
            "it ended instead of answering",
        ),
        (
            vec![
                "token-validator",
                "--",
                "sh",
                "-c",
                "while read l; do echo garbage; done",
            ],
            "this is no answer: garbage",
        ),
    ] {
        check(&[vec!["run"], arguments].concat(), 3, &[says]);
    }
}

#[test]
fn an_adapter_that_says_yes_to_anything_is_found_out() {
    let script = r#"while read line; do
        id=$(echo "$line" | sed 's/.*"id":\([0-9]*\).*/\1/')
        echo "{\"id\":$id,\"ok\":{\"name\":\"yes\",\"version\":\"1\",\"roles\":[\"token-validator\"],\"ops\":[]}}"
    done"#;
    check(
        &["run", "token-validator", "--", "sh", "-c", script],
        3,
        &["it says yes to anything"],
    );
}

#[test]
fn a_subject_file_is_written_for_every_role() {
    for role in protocols::ROLES {
        let name = role.role.0;
        let file = folder("init").join(format!("{name}.toml"));
        let _ = std::fs::remove_file(&file);
        let path = file.to_str().unwrap();
        check(&["init", name, path], 0, &[]);
        check(&["init", name, path], 2, &["exists"]);
        // It is whole as it stands; what it names is not there yet.
        check(&["doctor", "--subject", path], 3, &["error: "]);
    }
}

#[test]
fn known_departures_are_borne_and_stale_ones_are_not() {
    let file = folder("known").join("known.toml");
    let path = file.to_str().unwrap();
    let broken = [
        "run",
        "--specimen",
        "nests-without-end",
        "--only",
        "xml/limits/*",
    ];
    let printed = proofmark(&[&broken[..], &["--print-known"]].concat());
    let printed = String::from_utf8(printed.stdout).unwrap();
    let listed = printed.replace("reason = \"\"", "reason = \"the reader is old\"");
    assert_ne!(listed, printed);
    std::fs::write(&file, &listed).unwrap();
    check(&[&broken[..], &["--known", path]].concat(), 0, &["known"]);
    let sound = listed.replace("specimen `nests-without-end`", "sound specimen");
    std::fs::write(&file, sound).unwrap();
    check(
        &["run", "--only", "xml/limits/*", "--known", path],
        1,
        &["did not occur"],
    );
}

/// What the doctor tries first are cases of the role.
#[test]
fn every_role_knows_what_it_welcomes() {
    let cases = protocols::cases().unwrap();
    for role in protocols::ROLES {
        for name in role.welcomes.iter().chain(role.turns_away) {
            let case = cases.iter().find(|case| case.id == *name);
            let case = case.unwrap_or_else(|| panic!("no case is named `{name}`"));
            assert_eq!(case.role, role.role.0, "{name}");
        }
    }
}
