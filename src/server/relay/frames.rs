//! Reads a model's event stream (WHATWG HTML, 'Server-sent events') in bounded memory.
//!
//! Ours and not a crate's: `sse-core` and `sse-parse` copy every event into strings of its own
//! before we parse it again, and the latter drops what is too long without a word. This one hands
//! out a frame's data as a slice of what was read wherever a frame did not straddle two reads.

use memchr::memchr2;

/// The longest frame, in bytes of its unfinished line and its data together.
pub const MAX_FRAME: usize = 1 << 20;

/// A buffer that grew beyond this for one long frame is given back after it.
const KEEP: usize = 16 << 10;

/// One dispatched event.
#[derive(Debug, PartialEq, Eq)]
pub struct Frame<'a> {
    /// What its `event` field says.
    pub name: Name,
    /// Its `data` lines, joined by line feeds. Not necessarily UTF-8.
    pub data: &'a [u8],
}

/// The names that matter here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Name {
    /// None, or `message`.
    #[default]
    Message,
    /// `error`
    Error,
    /// Any other.
    Other,
}

/// A frame is longer than [`MAX_FRAME`].
#[derive(Debug, PartialEq, Eq)]
pub struct TooLong;

/// The reader's state between two reads.
#[derive(Default)]
pub struct Frames {
    /// The bytes of a line that has not ended yet.
    line: Vec<u8>,
    /// The data lines so far of a frame that has not ended yet, each with a line feed after it.
    data: Vec<u8>,
    /// The first data line of the next frame, where no blank line parts the two.
    queued: Vec<u8>,
    name: Name,
    /// The last byte was a CR: an LF that follows belongs to it.
    after_cr: bool,
    /// The first line has been read; before, there may be a byte order mark.
    begun: bool,
    /// What [`Frames::next`] handed out last lies in `data` and is to be forgotten.
    spent: bool,
}

impl Frames {
    /// Takes from the front of `rest` up to the end of the next frame and gives it. `None`: all was
    /// taken and no frame is complete.
    ///
    /// # Errors
    /// [`TooLong`]; nothing sensible can be read after that.
    pub fn next<'a, 'r: 'a>(&'a mut self, rest: &mut &'r [u8]) -> Result<Option<Frame<'a>>, TooLong> {
        if std::mem::take(&mut self.spent) {
            self.begin_next();
        }
        loop {
            if rest.is_empty() {
                return Ok(None);
            }
            if std::mem::take(&mut self.after_cr) {
                *rest = rest.strip_prefix(b"\n").unwrap_or(rest);
                continue;
            }
            let Some(end) = memchr2(b'\n', b'\r', rest) else {
                self.hold(rest)?;
                *rest = &[];
                return Ok(None);
            };
            let (head, tail) = rest.split_at(end);
            *rest = &tail[1..];
            self.after_cr = tail[0] == b'\r';
            if self.line.is_empty() {
                // The usual case: the line lies whole in what was read, and often so does the
                // empty line that ends the frame. Then nothing is copied.
                let head = self.without_mark(head);
                if let Some(data) = data_of(head)
                    && self.data.is_empty()
                    && let Some(after) = self.empty_line(rest)
                {
                    *rest = after;
                    self.after_cr = false;
                    self.begun = true;
                    if data.len() > MAX_FRAME {
                        return Err(TooLong);
                    }
                    let name = std::mem::take(&mut self.name);
                    return Ok(Some(Frame { name, data }));
                }
                if head.is_empty() && self.begun_frame() {
                    break;
                }
                if self.end_line(head)? {
                    break;
                }
            } else {
                self.hold(head)?;
                let line = std::mem::take(&mut self.line);
                let is_next = self.end_line(self.without_mark(&line))?;
                self.line = line;
                forget(&mut self.line);
                if is_next {
                    break;
                }
            }
            self.begun = true;
        }
        self.begun = true;
        self.spent = true;
        let name = self.name;
        Ok(Some(Frame { name, data: self.data.strip_suffix(b"\n").unwrap_or(&self.data) }))
    }

    /// The next frame at the end of the stream: what no blank line has ended. Call it until there is none.
    pub fn finish(&mut self) -> Option<Frame<'_>> {
        if std::mem::take(&mut self.spent) {
            self.begin_next();
        }
        let line = std::mem::take(&mut self.line);
        self.end_line(self.without_mark(&line)).ok()?;
        self.spent = true;
        let data = self.data.strip_suffix(b"\n").unwrap_or(&self.data);
        (!data.is_empty()).then_some(Frame { name: self.name, data })
    }

    /// Forgets the frame that was handed out.
    fn begin_next(&mut self) {
        forget(&mut self.data);
        self.name = Name::Message;
        if !self.queued.is_empty() {
            std::mem::swap(&mut self.data, &mut self.queued);
            self.data.push(b'\n');
        }
    }

    /// What follows the empty line that `rest` begins with, if it certainly begins with one.
    fn empty_line<'a>(&self, rest: &'a [u8]) -> Option<&'a [u8]> {
        let rest = if self.after_cr { rest.strip_prefix(b"\n")? } else { rest };
        rest.strip_prefix(b"\n").or_else(|| rest.strip_prefix(b"\r\n"))
    }

    /// Whether an empty line dispatches something. Without data it only resets the name.
    fn begun_frame(&mut self) -> bool {
        if self.data.is_empty() {
            self.name = Name::Message;
            return false;
        }
        true
    }

    fn without_mark<'a>(&self, line: &'a [u8]) -> &'a [u8] {
        if self.begun { line } else { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line) }
    }

    fn hold(&mut self, bytes: &[u8]) -> Result<(), TooLong> {
        if self.line.len() + self.data.len() + bytes.len() > MAX_FRAME {
            return Err(TooLong);
        }
        self.line.extend_from_slice(bytes);
        Ok(())
    }

    /// Takes a line. True when it begins the next frame: some servers part their chunks by one line end only, and no
    /// JSON text goes on with an object behind a closed one.
    fn end_line(&mut self, line: &[u8]) -> Result<bool, TooLong> {
        if let Some(data) = data_of(line) {
            if self.data.ends_with(b"}\n") && (data.starts_with(b"{") || data == b"[DONE]") {
                if self.data.len() + data.len() >= MAX_FRAME {
                    return Err(TooLong);
                }
                self.queued.extend_from_slice(data);
                return Ok(true);
            }
            if self.data.len() + data.len() >= MAX_FRAME {
                return Err(TooLong);
            }
            self.data.extend_from_slice(data);
            self.data.push(b'\n');
        } else if let Some(name) = field(line, b"event") {
            self.name = match name {
                b"" | b"message" => Name::Message,
                b"error" => Name::Error,
                _ => Name::Other,
            };
        }
        Ok(false)
    }
}

/// The value of a line's field, if the line is of that field.
fn field<'a>(line: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let rest = line.strip_prefix(name)?;
    if rest.is_empty() {
        return Some(rest);
    }
    let value = rest.strip_prefix(b":")?;
    Some(value.strip_prefix(b" ").unwrap_or(value))
}

fn data_of(line: &[u8]) -> Option<&[u8]> {
    field(line, b"data")
}

fn forget(buffer: &mut Vec<u8>) {
    if buffer.capacity() > KEEP {
        *buffer = Vec::new();
    } else {
        buffer.clear();
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
