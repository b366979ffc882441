//! Checks a request before a model is asked, with a sentence for each refusal.

use crate::{
    api::request::{ChatRequest, Role, WireMessage, WirePart},
    chat::{ErrorKind, StreamError, image::DataUrl},
    server::config::{Limits, Model},
};

/// A request that is refused before any upstream call. Each names the limit and by how much the
/// request exceeds it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// 404
    #[error(
        "The model ‘{0}’ is not available here. Choose another one; reload the page to see which there are."
    )]
    UnknownModel(String),
    /// 422
    #[error("The conversation is empty: write a question first.")]
    Empty,
    /// 422
    #[error("Message {0} is empty. Write something, or remove it.")]
    EmptyMessage(usize),
    /// 413
    #[error("The conversation has {0} messages; this server accepts at most {1}. Remove {2}, or start from a later message.", Count(*.count), Count(*.limit), Count(.count - .limit))]
    TooManyMessages {
        /// How many there are.
        count: usize,
        /// How many there may be.
        limit: usize,
    },
    /// 413
    #[error("Message {number} has {0} bytes of text; this server accepts at most {1}. Remove {2}, or send it in parts.", Count(*.bytes), Count(*.limit), Count(.bytes - .limit))]
    MessageTooLarge {
        /// Which one, from 1.
        number: usize,
        /// Its length.
        bytes: usize,
        /// The greatest length.
        limit: usize,
    },
    /// 413
    #[error("A picture in message {number} has {0} bytes as sent; this server accepts at most {1}. Make it {2} bytes smaller.", Count(*.bytes), Count(*.limit), Count(.bytes - .limit))]
    ImageTooLarge {
        /// Which message, from 1.
        number: usize,
        /// Its length.
        bytes: usize,
        /// The greatest length.
        limit: usize,
    },
    /// 422
    #[error("Message {0} has a picture that can’t be sent: use PNG, JPEG, WebP or GIF.")]
    NotAnImage(usize),
    /// 422
    #[error("The model ‘{0}’ accepts no pictures. Remove them, or choose another model.")]
    NoImages(String),
    /// 422
    #[error("{0}")]
    Params(String),
    /// 503
    #[error("The server is restarting. Try again in a moment.")]
    Stopping,
}

impl From<Refusal> for StreamError {
    fn from(refusal: Refusal) -> Self {
        let kind = match refusal {
            Refusal::UnknownModel(_) => ErrorKind::UnknownModel,
            Refusal::TooManyMessages { .. }
            | Refusal::MessageTooLarge { .. }
            | Refusal::ImageTooLarge { .. } => ErrorKind::TooLarge,
            Refusal::Stopping => ErrorKind::Unavailable,
            _ => ErrorKind::BadRequest,
        };
        Self::new(kind, refusal.to_string())
    }
}

/// Checks a request against the limits.
///
/// # Errors
/// The first problem found.
pub fn check(request: &ChatRequest, model: &Model, limits: &Limits) -> Result<(), Refusal> {
    let count = request.messages.len();
    if count > limits.messages {
        return Err(Refusal::TooManyMessages { count, limit: limits.messages });
    }
    if request.messages.iter().all(|message| message.role == Role::System) {
        return Err(Refusal::Empty);
    }
    for (index, message) in request.messages.iter().enumerate() {
        check_message(index + 1, message, model, limits)?;
    }
    let problems = request.params.problems();
    if !problems.is_empty() {
        let sentences: Vec<String> = problems.iter().map(ToString::to_string).collect();
        return Err(Refusal::Params(sentences.join(" ")));
    }
    Ok(())
}

fn check_message(
    number: usize,
    message: &WireMessage,
    model: &Model,
    limits: &Limits,
) -> Result<(), Refusal> {
    let mut bytes = 0;
    let mut images = 0;
    for part in &message.content {
        match part {
            WirePart::Text { text } => bytes += text.len(),
            WirePart::Image { url } => {
                images += 1;
                DataUrl::parse(url.as_str()).map_err(|_| Refusal::NotAnImage(number))?;
                if url.len() > limits.image_bytes {
                    let limit = limits.image_bytes;
                    return Err(Refusal::ImageTooLarge { number, bytes: url.len(), limit });
                }
            }
        }
    }
    if bytes > limits.message_bytes {
        return Err(Refusal::MessageTooLarge { number, bytes, limit: limits.message_bytes });
    }
    if images > 0 && model.images == Some(false) {
        return Err(Refusal::NoImages(model.title.clone()));
    }
    if bytes == 0 && images == 0 {
        return Err(Refusal::EmptyMessage(number));
    }
    Ok(())
}

/// A count as people read it: 1,234,567.
struct Count(usize);

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let digits = self.0.to_string();
        for (index, digit) in digits.char_indices() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}
