//! What a reader does that expands the entities which a document declares. No sound one does; a
//! defective one must, or nobody could tell that the suite sees it.

/// More than this never comes out of one reference, so that a defective reader stays alive.
const LENGTH_BYTES: usize = 64 * 1024;
/// No entity is looked for deeper than this within others.
const DEPTH: usize = 8;

/// The internal general entities that a document type declaration declares: name and value.
pub(crate) fn declared_entities(declaration: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    for piece in declaration.split("<!ENTITY").skip(1) {
        let piece = piece.trim_start();
        let (name, rest) = piece.split_at(crate::characters::ncname_end(piece, 0));
        let mut quoted = rest.trim_start().chars();
        let Some(quote @ ('"' | '\'')) = quoted.next() else {
            continue;
        };
        if let Some((value, _)) = quoted.as_str().split_once(quote) {
            found.push((name, value));
        }
    }
    found
}

/// Writes out what the entity stands for; says whether it is declared.
pub(crate) fn expand_entity(entities: &[(&str, &str)], name: &str, out: &mut String) -> bool {
    let find = |name: &str| entities.iter().find(|(held, _)| *held == name);
    let Some((_, value)) = find(name) else {
        return false;
    };
    let limit = out.len() + LENGTH_BYTES;
    let mut rests = vec![*value];
    while let Some(rest) = rests.pop() {
        let (before, after) = rest.split_at(rest.find('&').unwrap_or(rest.len()));
        out.push_str(before);
        let Some((inner, after)) = after.get(1..).and_then(|after| after.split_once(';')) else {
            continue;
        };
        rests.push(after);
        if let Some((_, value)) = find(inner).filter(|_| rests.len() < DEPTH) {
            rests.push(value);
        }
        if out.len() > limit {
            break;
        }
    }
    true
}
