use proptest::prelude::*;

use super::{Frames, MAX_FRAME, Name, TooLong};

fn read(pieces: &[&[u8]]) -> Result<Vec<(Name, Vec<u8>)>, TooLong> {
    let mut frames = Frames::default();
    let mut out = Vec::new();
    for piece in pieces {
        let mut rest = *piece;
        while let Some(frame) = frames.next(&mut rest)? {
            out.push((frame.name, frame.data.to_vec()));
        }
        assert!(rest.is_empty(), "without a frame everything is taken");
    }
    Ok(out)
}

fn data(stream: &[u8]) -> Vec<String> {
    read(&[stream]).unwrap().into_iter().map(|(_, data)| String::from_utf8(data).unwrap()).collect()
}

/// All that the format knows, in one stream.
const EVERYTHING: &str = "\u{feff}data: first\n\n: a comment\ndata:second\r\n\r\nevent: error\rdata: {}\r\r\
    data: one\ndata: two\ndata\ndata:\n\nid: 7\nretry: 9\nunknown: x\ndata:  two spaces\n\n\
    event: ping\ndata: é€😀\u{2028}\u{2029}\u{85}end\r\n\n\n\r\n\rdata\n\nevent: lost\n\ndata: plain\n\n\
    data: never dispatched";

fn everything() -> Vec<(Name, Vec<u8>)> {
    let frame = |name, data: &str| (name, data.as_bytes().to_vec());
    vec![
        frame(Name::Message, "first"),
        frame(Name::Message, "second"),
        frame(Name::Error, "{}"),
        frame(Name::Message, "one\ntwo\n\n"),
        frame(Name::Message, " two spaces"),
        frame(Name::Other, "é€😀\u{2028}\u{2029}\u{85}end"),
        frame(Name::Message, ""),
        frame(Name::Message, "plain"),
    ]
}

#[test]
fn reads_marks_comments_line_ends_names_and_joined_data_as_the_standard_says() {
    assert_eq!(read(&[EVERYTHING.as_bytes()]).unwrap(), everything());
}

#[test]
fn reads_the_same_whichever_byte_a_read_ends_at() {
    let bytes = EVERYTHING.as_bytes();
    for first in 0..=bytes.len() {
        for second in first..=bytes.len() {
            let pieces = [&bytes[..first], &bytes[first..second], &bytes[second..]];
            assert_eq!(read(&pieces).unwrap(), everything(), "split at {first} and {second}");
        }
    }
}

#[test]
fn reads_the_same_byte_by_byte() {
    let pieces: Vec<&[u8]> = EVERYTHING.as_bytes().chunks(1).collect();
    assert_eq!(read(&pieces).unwrap(), everything());
}

#[test]
fn a_frame_without_its_empty_line_is_not_dispatched() {
    assert_eq!(data(b"data: half\n"), Vec::<String>::new());
}

#[test]
fn a_line_of_ten_megabytes_is_refused_and_never_held() {
    let mut frames = Frames::default();
    let piece = vec![b'x'; 64 << 10];
    let mut refused = false;
    for _ in 0..160 {
        let mut rest = &piece[..];
        if frames.next(&mut rest) == Err(TooLong) {
            refused = true;
            break;
        }
        assert!(frames.line.capacity() <= 2 * MAX_FRAME);
    }
    assert!(refused);
}

#[test]
fn many_data_lines_of_one_frame_count_together() {
    let line = [b"data: ".as_slice(), &vec![b'x'; 1000], b"\n"].concat();
    let stream = line.repeat(1100);
    assert_eq!(read(&[&stream]), Err(TooLong));
}

#[test]
fn a_long_frame_leaves_no_memory_behind() {
    let mut frames = Frames::default();
    let long = [b"data: ".as_slice(), &vec![b'x'; 500_000]].concat();
    let (mut first, mut second) = (&long[..], b"\n\n".as_slice());
    assert_eq!(frames.next(&mut first), Ok(None));
    assert_eq!(frames.next(&mut second).unwrap().unwrap().data.len(), 500_000);
    assert_eq!(frames.next(&mut second), Ok(None));
    assert!(frames.line.capacity() + frames.data.capacity() <= 2 * super::KEEP);
}

/// The same, slowly and plainly: the whole stream at once, line by line.
fn plainly(stream: &[u8]) -> Vec<Vec<u8>> {
    let stream = stream.strip_prefix(b"\xef\xbb\xbf").unwrap_or(stream);
    let mut lines = vec![Vec::new()];
    let mut bytes = stream.iter().peekable();
    while let Some(&byte) = bytes.next() {
        match byte {
            b'\r' => {
                bytes.next_if(|&&next| next == b'\n');
                lines.push(Vec::new());
            }
            b'\n' => lines.push(Vec::new()),
            _ => lines.last_mut().unwrap().push(byte),
        }
    }
    lines.pop();
    let (mut out, mut data): (Vec<Vec<u8>>, Vec<Vec<u8>>) = Default::default();
    for line in lines {
        if line.is_empty() {
            if !data.is_empty() {
                out.push(std::mem::take(&mut data).join(&b'\n'));
            }
            continue;
        }
        let colon = line.iter().position(|&b| b == b':').unwrap_or(line.len());
        let value = line.get(colon + 1..).unwrap_or_default();
        if &line[..colon] == b"data" {
            data.push(value.strip_prefix(b" ").unwrap_or(value).to_vec());
        }
    }
    out
}

proptest! {
    #[test]
    fn agrees_with_the_plain_reading_of_any_bytes_cut_anywhere(
        parts in prop::collection::vec(
            prop_oneof![
                Just(b"data: x".to_vec()), Just(b"data".to_vec()), Just(b"data:".to_vec()), Just(b"\n".to_vec()),
                Just(b"\r".to_vec()), Just(b"\r\n".to_vec()), Just(b": c".to_vec()), Just(b"event: e".to_vec()),
                Just(b"\xef\xbb\xbf".to_vec()), Just(b"datax: y".to_vec()), prop::collection::vec(any::<u8>(), 0..4),
            ],
            0..24,
        ),
        cuts in prop::collection::vec(0usize..80, 0..6),
    ) {
        let stream = parts.concat();
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(stream.len())).collect();
        cuts.extend([0, stream.len()]);
        cuts.sort_unstable();
        let pieces: Vec<&[u8]> = cuts.windows(2).map(|cut| &stream[cut[0]..cut[1]]).collect();
        let read: Vec<Vec<u8>> = read(&pieces).unwrap().into_iter().map(|(_, data)| data).collect();
        prop_assert_eq!(read, plainly(&stream));
    }
}
