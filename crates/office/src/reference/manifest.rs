//! Manifests, as another XML reader finds them.

use std::collections::BTreeSet;

use roxmltree::Node;

const APP: &str = "http://schemas.microsoft.com/office/appforoffice/1.1";
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// What is wrong with a manifest; none where it is no XML, or not built as the reference knows it.
pub(crate) fn manifest(input: &str) -> Option<BTreeSet<&'static str>> {
    // roxmltree takes `p:xmlns` for a declaration.
    if input.contains(":xmlns") {
        return None;
    }
    let document = roxmltree::Document::parse(input).ok()?;
    let root = document.root_element();
    if !is_built_as_known(root) {
        return None;
    }
    let kind = root.attribute((INSTANCE, "type")).unwrap_or("");
    let whole = local(root) == "OfficeApp";
    let outlook = whole && kind == "MailApp";
    let mut wrong = wrong_sets(root, outlook);
    if !whole {
        return Some(wrong);
    }
    let permission = named(root, "Permissions")
        .first()
        .map_or_else(String::new, words);
    let document = [
        "ReadDocument",
        "ReadAllDocument",
        "WriteDocument",
        "ReadWriteDocument",
    ];
    let mailbox = ["ReadItem", "ReadWriteItem", "ReadWriteMailbox"];
    let known = if outlook { &mailbox[..] } else { &document };
    let fits = permission == "Restricted" || known.contains(&permission.as_str());
    if !["TaskPaneApp", "ContentApp", "MailApp"].contains(&kind) || !fits {
        wrong.insert("OFFICE-103");
    }
    let source = named(root, "SourceLocation")
        .first()
        .and_then(|n| n.attribute("DefaultValue"));
    let place = source.and_then(|source| source.strip_prefix("https://"));
    let domain = place.and_then(|place| place.split(['/', '?', '#']).next());
    for application in named(root, "WebApplicationInfo") {
        wrong.extend(wrong_application(application, domain?, outlook)?);
    }
    Some(wrong)
}

/// Whether every element stands where the generator would put it, and as often.
fn is_built_as_known(root: Node<'_, '_>) -> bool {
    let known = [
        ("", "OfficeApp", 1),
        ("", "Requirements", 1),
        ("OfficeApp", "Requirements", 1),
        ("OfficeApp", "FormSettings", 1),
        ("OfficeApp", "DefaultSettings", 1),
        ("OfficeApp", "Permissions", 1),
        ("OfficeApp", "VersionOverrides", 2),
        ("FormSettings", "Form", 1),
        ("Form", "SourceLocation", 1),
        ("DefaultSettings", "SourceLocation", 1),
        ("Requirements", "Sets", 1),
        ("Sets", "Set", 99),
        ("Sets", "Other", 99),
        ("VersionOverrides", "VersionOverrides", 2),
        ("VersionOverrides", "Requirements", 1),
        ("VersionOverrides", "Hosts", 2),
        ("VersionOverrides", "WebApplicationInfo", 1),
        ("WebApplicationInfo", "Id", 1),
        ("WebApplicationInfo", "Resource", 1),
        ("WebApplicationInfo", "Scopes", 1),
        ("Scopes", "Scope", 99),
    ];
    let app = root.tag_name().namespace() == Some(APP);
    let bare = local(root) == "Requirements" && root.tag_name().namespace().is_none();
    let in_place = root.descendants().filter(Node::is_element).all(|node| {
        let parent = node.parent().filter(Node::is_element);
        let siblings = parent.map_or(1, |parent| {
            let alike = parent
                .children()
                .filter(|child| child.is_element() && local(*child) == local(node));
            alike.count()
        });
        let parent = parent.map_or("", local);
        let source = local(node) != "SourceLocation" || node.tag_name().namespace() == Some(APP);
        let place = known
            .iter()
            .find(|(p, n, _)| *p == parent && *n == local(node));
        source && place.is_some_and(|(_, _, most)| siblings <= *most)
    });
    let sets = named(root, "Requirements")
        .iter()
        .all(|held| named(*held, "Sets").len() == 1);
    (app || bare) && in_place && sets
}

fn wrong_sets(root: Node<'_, '_>, outlook: bool) -> BTreeSet<&'static str> {
    let mut wrong = BTreeSet::new();
    for set in named(root, "Set") {
        if set.attribute("Name").is_none_or(str::is_empty) {
            wrong.insert("OFFICE-067");
        }
        if outlook
            && set
                .attribute("Name")
                .is_some_and(|name| name.to_lowercase() == "identityapi")
        {
            wrong.insert("OFFICE-068");
        }
    }
    for sets in named(root, "Sets") {
        let parts: Vec<&str> = sets
            .children()
            .filter(Node::is_element)
            .map(local)
            .collect();
        let versions = named(sets, "Set")
            .into_iter()
            .filter_map(|set| set.attribute("MinVersion"));
        let is_digits = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
        let odd = versions
            .chain(sets.attribute("DefaultMinVersion"))
            .any(|version| {
                let parts: Vec<&str> = version.split('.').collect();
                parts.len() != 2 || !parts.iter().all(is_digits)
            });
        if odd || parts.is_empty() || parts.iter().any(|part| *part != "Set") {
            wrong.insert("OFFICE-067");
        }
    }
    wrong
}

fn wrong_application(
    application: Node<'_, '_>,
    domain: &str,
    outlook: bool,
) -> Option<BTreeSet<&'static str>> {
    let mut wrong = BTreeSet::new();
    let home = application.parent()?;
    let last = home.children().rfind(Node::is_element) == Some(application);
    let wanted = if outlook {
        "VersionOverridesV1_1"
    } else {
        "VersionOverridesV1_0"
    };
    let part = |name: &str| named(application, name).first().map(words);
    let scopes: Vec<String> = named(application, "Scope").iter().map(words).collect();
    let lacks = scopes.is_empty() || part("Id").is_none() || part("Resource").is_none();
    if !last || home.attribute((INSTANCE, "type")) != Some(wanted) || lacks {
        wrong.insert("OFFICE-069");
    }
    let id = part("Id").unwrap_or_default().to_ascii_lowercase();
    let dashes: Vec<usize> = id.match_indices('-').map(|(at, _)| at).collect();
    let is_id = dashes == [8, 13, 18, 23]
        && id.len() == 36
        && id.chars().all(|c| c == '-' || c.is_ascii_hexdigit());
    let resource = part("Resource").unwrap_or_default();
    let meant = format!("{}/{id}", domain.to_ascii_lowercase());
    let names = resource.strip_prefix("api://").map(str::to_ascii_lowercase);
    let has = |scope: &str| scopes.iter().any(|held| held == scope);
    let both = scopes.is_empty() || (has("profile") && has("openid"));
    if !is_id || names != Some(meant) || !both {
        wrong.insert("OFFICE-070");
    }
    Some(wrong)
}

fn words(node: &Node<'_, '_>) -> String {
    let texts = node
        .children()
        .filter_map(|child| if child.is_text() { child.text() } else { None });
    texts.collect::<String>().trim().to_owned()
}

fn local<'d>(node: Node<'d, '_>) -> &'d str {
    node.tag_name().name()
}

fn named<'d, 'i>(within: Node<'d, 'i>, name: &str) -> Vec<Node<'d, 'i>> {
    within
        .descendants()
        .filter(|node| node.is_element() && local(*node) == name)
        .collect()
}
