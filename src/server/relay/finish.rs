//! The words that servers use for a finish reason. A new server's habit is one line.

use crate::chat::FinishReason;

use super::fault::Fault;

/// The longest unknown reason that is passed on, in characters.
const LONGEST: usize = 64;

/// Words in lower case with underscores, by what they mean.
const STOP: &[&str] = &[
    "stop",
    "end_turn",
    "stop_sequence",
    "stop_token",
    "eos",
    "eos_token",
    "end",
    "complete",
    "completed",
    "finished",
];
const LENGTH: &[&str] = &[
    "length",
    "max_tokens",
    "max_output_tokens",
    "max_new_tokens",
    "model_length",
    "max_length",
    "token_limit",
    "model_context_window_exceeded",
];
const FILTER: &[&str] = &[
    "content_filter",
    "content_filtered",
    "safety",
    "image_safety",
    "recitation",
    "blocklist",
    "prohibited_content",
    "spii",
    "language",
    "guardrail_intervened",
    "refusal",
    "sensitive",
    "error_toxic",
];
const TOOLS: &[&str] = &[
    "tool_calls",
    "tool_call",
    "tool_use",
    "function_call",
    "malformed_function_call",
    "unexpected_tool_call",
];
const ERROR: &[&str] = &["error", "internal_error", "network_error", "insufficient_system_resource"];
const ABORT: &[&str] = &["abort", "aborted", "cancel", "cancelled", "canceled", "timeout"];

/// What a server's finish reason means. `None` for one that says nothing.
///
/// # Errors
/// The fault that a reason such as `error` or `abort` reports: the answer is not complete.
pub(crate) fn finish_reason(word: &str) -> Result<Option<FinishReason>, Fault> {
    let name = word.trim().to_ascii_lowercase().replace(['-', ' '], "_");
    let is = |words: &[&str]| words.contains(&name.as_str());
    Ok(Some(match () {
        () if name.is_empty() || is(&["null", "none", "finish_reason_unspecified"]) => return Ok(None),
        () if is(STOP) => FinishReason::Stop,
        () if is(LENGTH) => FinishReason::Length,
        () if is(FILTER) => FinishReason::ContentFilter,
        () if is(TOOLS) => FinishReason::ToolCalls,
        () if is(ERROR) => return Err(Fault::InStream),
        () if is(ABORT) => return Err(Fault::Interrupted),
        () => FinishReason::Other(word.trim().chars().take(LONGEST).collect()),
    }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_server_s_words_mean_one_of_four_reasons() {
        for (words, reason) in [
            (STOP, FinishReason::Stop),
            (LENGTH, FinishReason::Length),
            (FILTER, FinishReason::ContentFilter),
            (TOOLS, FinishReason::ToolCalls),
        ] {
            for word in words {
                for spelt in [(*word).to_owned(), word.to_uppercase(), word.replace('_', "-")] {
                    assert_eq!(finish_reason(&spelt).unwrap(), Some(reason.clone()), "{spelt}");
                }
            }
        }
    }

    #[test]
    fn an_error_or_an_abort_is_no_complete_answer() {
        for word in ERROR {
            assert_eq!(finish_reason(word), Err(Fault::InStream), "{word}");
        }
        for word in ABORT {
            assert_eq!(finish_reason(word), Err(Fault::Interrupted), "{word}");
        }
    }

    #[test]
    fn an_unknown_reason_is_passed_on_and_an_empty_one_is_none() {
        assert_eq!(finish_reason("Tired").unwrap(), Some(FinishReason::Other("Tired".to_owned())));
        for word in ["", " ", "null", "NONE", "FINISH_REASON_UNSPECIFIED"] {
            assert_eq!(finish_reason(word).unwrap(), None, "{word}");
        }
        let long = finish_reason(&"x".repeat(1000)).unwrap().unwrap();
        assert_eq!(long.as_str().len(), LONGEST);
    }
}
