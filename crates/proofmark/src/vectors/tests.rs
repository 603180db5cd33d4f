use super::*;

fn vectors(topic: &str) -> Value {
    let cases = protocols::cases().unwrap();
    let of_topic = cases.iter().filter(|case| case.id.starts_with(topic));
    serde_json::from_str(&json(of_topic)).unwrap()
}

fn each(vectors: &Value) -> Vec<&Value> {
    let groups = vectors["groups"].as_array().unwrap();
    let each = groups
        .iter()
        .flat_map(|group| group["vectors"].as_array().unwrap());
    each.collect()
}

#[test]
fn a_token_stands_beside_what_it_must_lead_to() {
    let vectors = vectors("jwt/time/");
    let all = each(&vectors);
    assert_eq!(vectors["count"], all.len());
    let find = |name: &str| *all.iter().find(|held| held["id"] == name).unwrap();
    let good = find("jwt/time/last-second-of-the-leeway");
    let bad = find("jwt/time/first-second-after-the-leeway");
    assert_eq!(
        (&good["result"], &bad["result"]),
        (&"valid".into(), &"invalid".into())
    );
    for held in [good, bad] {
        let verify = &held["conversation"][0];
        assert_eq!(verify["operation"], "verify");
        assert_eq!(
            verify["arguments"]["token"]
                .as_str()
                .unwrap()
                .matches('.')
                .count(),
            2
        );
        assert!(verify["arguments"]["now"].is_i64());
        assert_eq!(
            verify["done"].is_null(),
            held["result"] == "invalid",
            "{held}"
        );
    }
    assert!(vectors["requirements"]["JWT-027"]["says"].is_string());
}

#[test]
fn what_the_other_end_says_is_there() {
    let vectors = vectors("ews/response/a-token");
    let answered = &each(&vectors)[0]["conversation"][0]["peer"][0]["answered"];
    assert_eq!(answered["status"], 200);
    assert!(
        answered["body"]
            .as_str()
            .unwrap()
            .contains("aaaa.bbbb.cccc")
    );
}

#[test]
fn every_case_is_a_vector_or_says_why_not() {
    let vectors = vectors("");
    let left_out = vectors["leftOut"].as_object().unwrap();
    let cases = protocols::cases().unwrap();
    assert_eq!(each(&vectors).len() + left_out.len(), cases.len());
    assert!(left_out.len() * 5 < cases.len(), "{left_out:#?}");
    for (id, why) in left_out {
        assert!(!why.as_str().unwrap().contains("bug"), "{id}: {why}");
    }
    let unsaid = each(&vectors)
        .iter()
        .filter(|held| held["conversation"] == Value::Array(vec![]))
        .count();
    assert_eq!(unsaid, 0);
}

#[test]
fn a_verdict_is_what_the_specimen_shows() {
    let vectors = vectors("jwt/");
    let all = each(&vectors);
    let about_one: Vec<&&Value> = all
        .iter()
        .filter(|held| held["result"].is_string())
        .collect();
    for held in &about_one {
        let is_refused = held["conversation"][0]["failed"].is_object();
        assert_eq!(held["result"] == "invalid", is_refused, "{held}");
    }
    assert!(
        about_one.len() * 10 > all.len() * 9,
        "{} of {}",
        about_one.len(),
        all.len()
    );
}
