//! Which characters XML allows where: XML 1.0 (Fifth Edition) productions 2 to 5.

/// Whether XML allows the character anywhere.
pub(crate) fn is_allowed(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        _ => character >= ' ',
    }
}

/// Whether a name may begin with the character. Colons are the business of whoever asks.
fn begins_name(character: char) -> bool {
    matches!(character,
        'A'..='Z' | '_' | 'a'..='z'
        | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}'
        | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}'
        | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}' | '\u{10000}'..='\u{effff}')
}

/// Whether a name may go on with the character. Colons are the business of whoever asks.
fn continues_name(character: char) -> bool {
    begins_name(character)
        || matches!(character,
            '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

/// White space: XML 1.0 (Fifth Edition) production 3.
pub(crate) const WHITE: u8 = 1;
/// An ASCII character with which a name may begin.
const BEGINS: u8 = 2;
/// An ASCII character with which a name may go on.
const CONTINUES: u8 = 4;
/// A byte that stands for itself in an attribute value, whichever quotes are around it.
pub(crate) const PLAIN: u8 = 8;

/// What each byte may be.
pub(crate) static CLASS: [u8; 256] = {
    let mut class = [PLAIN; 256];
    let mut byte = 0;
    while byte < 0x80 {
        let letter = (byte as u8).is_ascii_alphabetic() || byte as u8 == b'_';
        if letter {
            class[byte] |= BEGINS | CONTINUES;
        }
        if (byte as u8).is_ascii_digit() || byte as u8 == b'-' || byte as u8 == b'.' {
            class[byte] |= CONTINUES;
        }
        byte += 1;
    }
    class[b' ' as usize] |= WHITE;
    class[b'\t' as usize] = WHITE;
    class[b'\n' as usize] = WHITE;
    class[b'\r' as usize] = WHITE;
    class[b'<' as usize] = 0;
    class[b'&' as usize] = 0;
    class[b'"' as usize] = 0;
    class[b'\'' as usize] = 0;
    class
};

/// Whether there is nothing but white space.
pub(crate) fn is_white(text: &str) -> bool {
    text.bytes().all(|byte| CLASS[byte as usize] & WHITE != 0)
}

/// Whether the text is a name without a colon.
pub(crate) fn is_ncname(text: &str) -> bool {
    !text.is_empty() && ncname_end(text, 0) == text.len()
}

/// Where the name without a colon that begins at `start` ends; `start` itself if none does.
#[inline]
pub(crate) fn ncname_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    match bytes.get(at) {
        Some(byte) if CLASS[*byte as usize] & BEGINS != 0 => at += 1,
        Some(byte) if *byte >= 0x80 => return wide_name_end(text, start),
        _ => return start,
    }
    while let Some(byte) = bytes.get(at) {
        if CLASS[*byte as usize] & CONTINUES == 0 {
            if *byte >= 0x80 {
                return wide_name_end(text, start);
            }
            break;
        }
        at += 1;
    }
    at
}

/// The same for a name of which not all is ASCII.
#[cold]
fn wide_name_end(text: &str, start: usize) -> usize {
    let mut characters = text[start..].char_indices();
    let goes_on = |(at, character): &(usize, char)| match at {
        0 => begins_name(*character),
        _ => continues_name(*character),
    };
    let end = characters.find(|character| !goes_on(character));
    end.map_or(text.len(), |(at, _)| start + at)
}

/// The place of the first character that XML does not allow.
pub(crate) fn first_forbidden(text: &str) -> Option<usize> {
    // Most texts hold no byte with which such a character could begin; this loop has no branch, so
    // that many bytes are looked at together.
    let suspicious = |byte: &u8| (*byte < b' ') & (*byte != b'\n') & (*byte != b'\t');
    let any = text
        .bytes()
        .fold(false, |any, byte| any | suspicious(&byte) | (byte == 0xef));
    if !any {
        return None;
    }
    let mut characters = text.char_indices();
    characters.find_map(|(at, character)| (!is_allowed(character)).then_some(at))
}
