//! Where a source can be read: addresses of the documents that requirements name.

/// Documents with an address of their own, by the words that a source begins with.
const DOCUMENTS: [(&str, &str); 10] = [
    (
        "GetClientAccessToken operation",
        "https://learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/\
         getclientaccesstoken-operation",
    ),
    ("SOAP 1.1", "https://www.w3.org/TR/2000/NOTE-SOAP-20000508/"),
    (
        "XML 1.0 (Fifth Edition)",
        "https://www.w3.org/TR/2008/REC-xml-20081126/",
    ),
    (
        "Namespaces in XML 1.0 (Third Edition)",
        "https://www.w3.org/TR/2009/REC-xml-names-20091208/",
    ),
    (
        "WS-I Basic Profile 1.1",
        "http://www.ws-i.org/Profiles/BasicProfile-1.1-2006-04-10.html",
    ),
    (
        "WS-I Simple SOAP Binding Profile 1.0",
        "http://www.ws-i.org/Profiles/SimpleSoapBindingProfile-1.0-2004-08-24.html",
    ),
    (
        "MS-OXWSCEXT",
        "https://learn.microsoft.com/en-us/openspecs/exchange_server_protocols/ms-oxwscext/",
    ),
    (
        "Microsoft Entra documentation, access tokens",
        "https://learn.microsoft.com/en-us/entra/identity-platform/access-tokens",
    ),
    (
        "Microsoft Entra documentation, access token claims",
        "https://learn.microsoft.com/en-us/entra/identity-platform/access-token-claims-reference",
    ),
    (
        "Microsoft Entra documentation, claims validation",
        "https://learn.microsoft.com/en-us/entra/identity-platform/claims-validation",
    ),
];

/// The parts of a source, each with its address as far as there is one.
pub(super) fn parts(source: &str) -> impl Iterator<Item = (&str, Option<String>)> {
    source.split("; ").map(|part| (part, address(part)))
}

fn address(part: &str) -> Option<String> {
    if let Some(rfc) = part.strip_prefix("RFC ") {
        let number = rfc.split(' ').next()?;
        let number: u32 = number.parse().ok()?;
        let page = format!("https://www.rfc-editor.org/rfc/rfc{number}");
        let section = rfc.split_once('§').map(|(_, section)| section);
        let section = section.and_then(|held| held.split([' ', ',']).next());
        let is_number = |held: &&str| held.split('.').all(|part| part.parse::<u32>().is_ok());
        return Some(match section.filter(is_number) {
            Some(section) => format!("{page}#section-{section}"),
            None => page,
        });
    }
    let class = part.strip_prefix("Office JavaScript reference, ");
    if let Some(class) = class.filter(|class| class.starts_with("Office.") && is_word(class)) {
        let class = class.to_lowercase();
        return Some(format!(
            "https://learn.microsoft.com/en-us/javascript/api/office/{class}"
        ));
    }
    if let Some(element) = part
        .strip_prefix("EWS reference, ")
        .filter(|name| is_word(name))
    {
        let element = element.to_lowercase();
        return Some(format!(
            "https://learn.microsoft.com/en-us/exchange/client-developer/web-service-reference/\
             {element}"
        ));
    }
    if let Some((_, number)) = part.split_once("office-js issue ") {
        let number: u32 = number.split(':').next()?.parse().ok()?;
        return Some(format!(
            "https://github.com/OfficeDev/office-js/issues/{number}"
        ));
    }
    // The longest beginning wins: one title may begin another.
    let known = DOCUMENTS
        .iter()
        .filter(|(title, _)| part.starts_with(title));
    let (_, address) = known.max_by_key(|(title, _)| title.len())?;
    Some((*address).to_owned())
}

fn is_word(text: &str) -> bool {
    let begins_large = text.starts_with(|first: char| first.is_ascii_uppercase());
    begins_large
        && text
            .chars()
            .all(|held| held.is_ascii_alphanumeric() || held == '.')
}
