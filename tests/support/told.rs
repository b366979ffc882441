//! What a tab was told, and what must hold whatever it was.

use std::time::{Duration, Instant};

use mayfly::{
    api::event_stream::Frame,
    chat::{ChatEvent, ErrorKind, FinishReason, StreamError, Usage},
};
use serde_json::Value;

use super::{
    service::Service,
    tab::{Answer, Tab, question},
    upstream::{Step, Upstream},
};

/// An answer to its end.
#[derive(Debug)]
pub struct Told {
    /// The visible text.
    pub text: String,
    /// The thoughts.
    pub thoughts: String,
    /// Token counts.
    pub usage: Option<Usage>,
    /// The event that ended it; none where the body was cut.
    pub end: Option<ChatEvent>,
    /// How many comment lines came.
    pub comments: usize,
    /// From the first byte of the request to the end.
    pub took: Duration,
}

impl Told {
    /// Reads an answer to its end. At most one `start` is first, and exactly one `done` or `error`
    /// last.
    pub async fn by(mut answer: Answer) -> Self {
        let begun = Instant::now();
        assert_eq!(answer.status, 200, "{}", answer.head);
        let mut told = Self {
            text: String::new(),
            thoughts: String::new(),
            usage: None,
            end: None,
            comments: 0,
            took: Duration::ZERO,
        };
        let mut events = 0;
        while let Ok(Some(frames)) = answer.frames().await {
            for frame in frames {
                let Frame::Event(event) = frame else {
                    told.comments += 1;
                    continue;
                };
                assert!(told.end.is_none(), "nothing follows the end: {event:?}");
                match event {
                    ChatEvent::Start { .. } => assert_eq!(events, 0, "the start is the first event"),
                    ChatEvent::Delta(text) => told.text.push_str(text.as_str()),
                    ChatEvent::Reasoning(text) => told.thoughts.push_str(text.as_str()),
                    ChatEvent::Usage(usage) => told.usage = Some(usage),
                    end => told.end = Some(end),
                }
                events += 1;
            }
        }
        told.took = begun.elapsed();
        told
    }

    /// The answer is complete: this text, this reason.
    #[track_caller]
    pub fn is_done(&self, text: &str, reason: FinishReason) {
        assert_eq!(self.text, text);
        assert_eq!(self.end, Some(ChatEvent::Done { finish_reason: reason }));
    }

    /// The answer went wrong after this text. Gives the error, which carries the request's number
    /// and none of the upstream's words.
    #[track_caller]
    pub fn is_error(&self, text: &str, kind: ErrorKind) -> &StreamError {
        let Some(ChatEvent::Error(error)) = &self.end else { panic!("no error ended it: {self:?}") };
        assert_eq!(self.text, text, "{error:?}");
        assert_eq!(error.kind, kind, "{error:?}");
        assert!(error.request_id.as_ref().is_some_and(|id| !id.is_empty()), "{error:?}");
        for secret in ["key-of-scripted", "upstream words"] {
            assert!(!error.message.contains(secret), "{error:?}");
        }
        error
    }
}

/// Asks once while the model's server plays a script.
pub async fn told(script: &[Step]) -> Told {
    told_with(script, |_| {}, &question("A question")).await
}

/// The same with some of the configuration changed, and any request.
pub async fn told_with(
    script: &[Step],
    change: impl FnOnce(&mut mayfly::server::config::Config),
    request: &Value,
) -> Told {
    let upstream = Upstream::playing(script).await;
    let service = Service::configured(&upstream.url(), change).await;
    let tab = service.tab("Somebody").await;
    told_by(&service, &tab, request).await
}

/// Asks, reads to the end, and sees that the service is as it was before.
pub async fn told_by(service: &Service, tab: &Tab, request: &Value) -> Told {
    let told = Told::by(tab.ask_with(request).await).await;
    service.is_at_rest().await;
    told
}

/// What the script does after the request was accepted and before the first token.
pub async fn before(script: &[Step]) -> Told {
    told(&[&[Step::Accept, Step::Role], script].concat()).await
}

/// What it does in the middle: `One, two` has come by then.
pub async fn middle(script: &[Step]) -> Told {
    told(&[&[Step::Accept, Step::Role, Step::Say("One, "), Step::Say("two")], script].concat()).await
}

/// What it does at the last chunk: all the text has come, and half of the chunk with the finish
/// reason.
pub async fn last(script: &[Step]) -> Told {
    let half = br#"data: {"choices":[{"index":0,"delta":{},"finish_"#;
    let so_far = [Step::Accept, Step::Role, Step::Say("One, "), Step::Say("two."), Step::Body(half)];
    told(&[&so_far, script].concat()).await
}

/// What it does when the finish reason has come: the answer is complete by then.
pub async fn finished(script: &[Step]) -> Told {
    let so_far = [Step::Accept, Step::Role, Step::Say("One, "), Step::Say("two."), Step::Finish("stop")];
    told(&[&so_far, script].concat()).await
}
