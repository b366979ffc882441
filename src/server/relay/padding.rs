//! Random padding against reading an encrypted answer by the lengths of its packets
//! (as in 'What Was Your Prompt? A Remote Keylogging Attack on AI Assistants', USENIX Security 2024).

use bytes::BytesMut;

use crate::api::event_stream::encode_comment;

/// Lengths are rounded up to a multiple of this, in bytes.
const BLOCK: usize = 32;
/// What a comment takes beside its padding: the colon and two line feeds.
const COMMENT: usize = 3;
const SPACES: &str = "                                                                                                                                ";

/// Rounds a batch up to whole blocks and adds up to three more, as a comment line. What leaves
/// together is padded together: its length is all that the wire shows.
pub(crate) fn pad(out: &mut BytesMut) {
    let more = usize::from(rand::random::<u8>() & 3) * BLOCK;
    let length = (BLOCK - (out.len() + COMMENT) % BLOCK) % BLOCK + more;
    encode_comment(&SPACES[..length.min(SPACES.len())], out);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use bytes::BytesMut;

    use super::{BLOCK, pad};

    #[test]
    fn lengths_are_whole_blocks_whatever_the_length_of_the_word() {
        let mut seen = BTreeSet::new();
        for length in 0..200 {
            let mut out = BytesMut::new();
            out.resize(length, b'x');
            pad(&mut out);
            assert_eq!(out.len() % BLOCK, 0);
            assert!(out.len() < length + 3 + 4 * BLOCK);
            seen.insert((out.len() - length) / BLOCK);
        }
        assert!(seen.len() >= 4, "the same word has different lengths");
    }
}
