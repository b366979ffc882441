//! The Markdown form: the shown line, then everything else, so that nothing is lost.

use super::json::body;
use crate::chat::{Answer, Conversation, End, FinishReason, Image, Part};
use crate::chat::{message::Body, tree::Message};

/// Writes conversations, one after the other.
pub(super) fn write(conversations: &[&Conversation]) -> String {
    let mut page = Page::default();
    for conversation in conversations {
        page.conversation(conversation);
    }
    for (number, url) in page.images.iter().enumerate() {
        page.text.push_str(&format!("[picture-{}]: {url}\n", number + 1));
    }
    page.text
}

/// The page so far. Images go to the end, so that the text stays readable.
#[derive(Default)]
struct Page<'a> {
    text: String,
    images: Vec<&'a str>,
}

impl<'a> Page<'a> {
    fn paragraph(&mut self, text: &str) {
        self.text.push_str(text.trim_end());
        self.text.push_str("\n\n");
    }

    fn conversation(&mut self, conversation: &'a Conversation) {
        let title = conversation.title();
        self.paragraph(&format!("# {}", title.as_deref().unwrap_or("Conversation")));
        let system_prompt = conversation.settings().system_prompt.as_str();
        if !system_prompt.trim().is_empty() {
            self.paragraph("## Instructions");
            self.paragraph(system_prompt);
        }
        let tree = conversation.tree();
        for message in tree.path() {
            self.message(conversation, message, "##");
        }
        let shown: Vec<_> = tree.path().map(Message::id).collect();
        let mut others = tree.preorder();
        others.retain(|message| !shown.contains(&message.id()));
        if !others.is_empty() {
            self.paragraph("## Other versions");
        }
        for message in others {
            self.message(conversation, message, "###");
        }
        for queued in conversation.queue() {
            self.paragraph("## Waiting to be sent");
            self.parts(&queued.parts);
        }
        let draft = conversation.draft();
        if !draft.is_blank() {
            self.paragraph("## Draft");
            self.parts(&draft.attachments);
            self.paragraph(draft.text.as_str());
        }
    }

    fn message(&mut self, conversation: &Conversation, message: &'a Message, level: &str) {
        let version = match conversation.tree().versions(message.id()) {
            Some((index, count)) if count > 1 => format!(" (version {} of {count})", index + 1),
            _ => String::new(),
        };
        match message.body() {
            Body::Question(question) => {
                self.paragraph(&format!("{level} You{version}"));
                self.parts(&question.parts);
            }
            Body::Answer(_) => {
                if let Body::Answer(answer) = &*body(conversation, message) {
                    self.paragraph(&format!("{level} {}{version}", answer.model));
                    self.answer(answer);
                }
            }
        }
    }

    fn answer(&mut self, answer: &Answer) {
        if let Some(reasoning) = &answer.reasoning {
            self.paragraph(&format!("> **Reasoning**, {} s", (reasoning.ms / 1000.0).round() as u64));
            let quoted: Vec<_> = reasoning.text.as_str().lines().map(|line| format!("> {line}")).collect();
            self.paragraph(&quoted.join("\n"));
        }
        self.paragraph(answer.text.as_str());
        match &answer.end {
            Some(End::Done(FinishReason::Length)) => self.paragraph("*Cut at the length limit.*"),
            Some(End::Done(FinishReason::ContentFilter)) => self.paragraph("*Filtered.*"),
            Some(End::Stopped) => self.paragraph("*Stopped.*"),
            Some(End::Interrupted(error) | End::Failed(error)) => {
                self.paragraph(&format!("*{}*", error.message));
            }
            Some(End::Done(_)) | None => {}
        }
        if answer.edited {
            self.paragraph("*Edited.*");
        }
    }

    fn parts(&mut self, parts: &'a [Part]) {
        for part in parts {
            match part {
                Part::Text(text) => self.paragraph(text.as_str()),
                Part::File(file) => self.paragraph(&file.fenced()),
                Part::Image(image) => self.image(image),
            }
        }
    }

    fn image(&mut self, image: &'a Image) {
        self.images.push(image.url().as_str());
        let name: String = image
            .name()
            .as_str()
            .chars()
            .map(|c| if c.is_control() || "[]\\".contains(c) { ' ' } else { c })
            .collect();
        self.paragraph(&format!("![{name}][picture-{}]", self.images.len()));
    }
}
