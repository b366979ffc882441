//! Reads what an unsuccessful response of a model's server means.

use std::time::SystemTime;

use http::{HeaderMap, StatusCode, header};
use serde_json::Value;

use super::{fault::Fault, quirks};

/// The upstream's own error. Its message may quote what a person wrote: it is searched for known words
/// and never forwarded or logged.
#[derive(Default)]
pub(crate) struct Complaint {
    kind: String,
    code: String,
    parameter: Option<String>,
    message: String,
}

impl Complaint {
    /// Reads the body of an unsuccessful response, or a chunk with an error in it. An unreadable body
    /// gives an empty complaint.
    pub(crate) fn read(body: &[u8]) -> Self {
        serde_json::from_slice(body).map(|body: Value| Self::from_value(&body)).unwrap_or_default()
    }

    /// From JSON of any of the usual shapes: `{error: {…}}`, `{error: "…"}`, `{detail: …}`, or the
    /// error's fields at the top.
    pub(crate) fn from_value(body: &Value) -> Self {
        let text = |value: &Value| match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => String::new(),
        };
        // Some gateways put it into a list.
        let body = if let Value::Array(all) = body { all.first().unwrap_or(body) } else { body };
        let error = match body.get("error") {
            Some(error @ Value::Object(_)) => error,
            Some(Value::String(message)) => return Self { message: message.clone(), ..Self::default() },
            _ => body,
        };
        if let Some(detail) = error.get("detail") {
            return Self { message: detail.to_string(), ..Self::default() };
        }
        Self {
            kind: text(&error["type"]),
            code: text(&error["code"]),
            parameter: error["param"].as_str().map(str::to_owned),
            message: text(&error["message"]),
        }
    }

    /// The error's type and code for the log: words of a fixed vocabulary, never sentences.
    pub(crate) fn cause(&self) -> String {
        let word = |text: &str| -> String {
            let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
            if plain { text.chars().take(48).collect() } else { String::new() }
        };
        format!("{}/{}", word(&self.kind), word(&self.code))
    }

    fn says(&self, words: &[&str]) -> bool {
        let [kind, code, message] =
            [&self.kind, &self.code, &self.message].map(|text| text.to_ascii_lowercase());
        words.iter().any(|word| kind.contains(word) || code == *word || message.contains(word))
    }

    fn quota(&self) -> bool {
        self.says(&[
            "insufficient_quota",
            "billing_hard_limit_reached",
            "billing_not_active",
            "exceeded your current quota",
        ])
    }

    fn context(&self) -> bool {
        // Each line is a server's way to say that the conversation is too long; tests/faults has them all.
        self.says(&[
            "context_length_exceeded",
            "exceed_context_size_error",
            "context length",
            "context size",
            "context window",
            "contextwindowexceeded",
            "context_window_exceeded",
            "prompt is too long",
            "prompt too long",
            "input is too long",
            "n_keep",
            "n_ctx",
            "input token count",
            "inputs` tokens + `max_new_tokens",
            "too many tokens",
            "maximum number of tokens allowed",
        ])
    }

    fn filtered(&self) -> bool {
        self.says(&["content_filter", "content_policy_violation"])
    }

    /// The request fields that it calls unknown.
    pub(crate) fn unknown_fields(&self, status: StatusCode) -> Vec<&'static str> {
        let about_fields = matches!(status, StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY);
        if !about_fields || self.context() {
            return Vec::new();
        }
        quirks::named(self.parameter.as_deref(), &self.message)
    }

    /// The fault that an error in mid-stream, or in a body of status 200, is. It may carry a status
    /// of its own as its code.
    pub(crate) fn in_stream(&self, model: &str) -> Fault {
        let status = self.code.parse().ok().and_then(|code: u16| StatusCode::from_u16(code).ok());
        match status.filter(|status| status.is_client_error() || status.is_server_error()) {
            Some(status) if status != StatusCode::INTERNAL_SERVER_ERROR => self.fault(status, None, model),
            _ if self.quota() => Fault::Quota,
            _ if self.context() => Fault::ContextLength,
            _ if self.says(&["rate_limit_exceeded", "rate_limit_error"]) => Fault::Busy(None),
            _ if self.says(&["overloaded_error"]) => Fault::Unavailable(529, None),
            _ => Fault::InStream,
        }
    }

    /// The fault that an unsuccessful status is. `model` is what people call the model.
    pub(crate) fn fault(&self, status: StatusCode, retry_after: Option<f64>, model: &str) -> Fault {
        let number = status.as_u16();
        match number {
            _ if self.quota() => Fault::Quota,
            400 | 413 | 422 | 500 if self.context() => Fault::ContextLength,
            400 | 403 | 422 if self.filtered() => Fault::Filtered,
            300..=399 => Fault::Redirect(number),
            401 | 403 => Fault::Access,
            402 => Fault::Quota,
            404 => Fault::ModelNotFound(model.to_owned()),
            400..=499 if self.says(&["model_not_found"]) => Fault::ModelNotFound(model.to_owned()),
            429 => Fault::Busy(retry_after),
            408 | 502 | 503 | 504 | 529 => Fault::Unavailable(number, retry_after),
            400 | 422 => match quirks::setting(self.parameter.as_deref(), &self.message) {
                Some(setting) => Fault::Parameter(number, setting),
                None => Fault::Rejected(number),
            },
            401..=499 => Fault::Rejected(number),
            500.. => Fault::Failed(number),
            _ => Fault::NotAStream,
        }
    }
}

/// Seconds to wait, from `retry-after-ms` or `Retry-After` (RFC 9110, 10.2.3: seconds or a date).
/// A value that can't be read is -1: then only the person tries again.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<f64> {
    let sensible = |seconds: f64| seconds.is_finite() && seconds >= 0.0;
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<f64>().ok();
    if let Some(ms) = number("retry-after-ms").filter(|ms| sensible(*ms)) {
        return Some(ms / 1000.0);
    }
    let value = headers.get(header::RETRY_AFTER)?;
    if let Some(seconds) = number("retry-after") {
        return Some(if sensible(seconds) { seconds } else { -1.0 });
    }
    let date = value.to_str().ok().and_then(|text| httpdate::parse_http_date(text.trim()).ok());
    // A date in the past says: now.
    Some(date.map_or(-1.0, |date| date.duration_since(now).map_or(0.0, |wait| wait.as_secs_f64())))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use std::time::{Duration, SystemTime};

    use http::{HeaderMap, StatusCode};
    use serde_json::json;

    use super::{Complaint, retry_after};
    use crate::server::relay::fault::Fault;

    fn wait(value: &str) -> Option<f64> {
        let mut headers = HeaderMap::new();
        headers.insert("retry-after", value.parse().unwrap());
        retry_after(&headers, SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777))
    }

    #[test]
    fn reads_retry_after_as_seconds_a_date_nothing_and_junk() {
        assert_eq!(wait("7"), Some(7.0));
        assert_eq!(wait("0"), Some(0.0));
        assert_eq!(wait("86400"), Some(86400.0));
        assert_eq!(wait("Sun, 06 Nov 1994 08:49:47 GMT"), Some(10.0));
        assert_eq!(wait("Sun, 06 Nov 1994 08:40:00 GMT"), Some(0.0));
        for junk in ["soon", "-3", "NaN", "inf", ""] {
            assert_eq!(wait(junk), Some(-1.0), "{junk}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), SystemTime::now()), None);
    }

    fn fault(status: u16, body: serde_json::Value) -> Fault {
        let status = StatusCode::from_u16(status).unwrap();
        Complaint::read(body.to_string().as_bytes()).fault(status, None, "m")
    }

    #[test]
    fn tells_quota_from_busy_and_context_from_other_rejections() {
        assert_eq!(fault(429, json!({"error": {"code": "insufficient_quota"}})), Fault::Quota);
        assert_eq!(fault(429, json!({"error": {"code": "rate_limit_exceeded"}})), Fault::Busy(None));
        assert_eq!(fault(400, json!({"error": {"code": "context_length_exceeded"}})), Fault::ContextLength);
        let llama = json!({"error": {"code": 400, "type": "exceed_context_size_error", "message": "…"}});
        assert_eq!(fault(400, llama), Fault::ContextLength);
        let vllm = json!({"object": "error", "message": "This model's maximum context length is 10 tokens", "code": 400});
        assert_eq!(fault(400, vllm), Fault::ContextLength);
        assert_eq!(fault(400, json!("nonsense")), Fault::Rejected(400));
        assert_eq!(
            fault(400, json!({"error": {"code": "model_not_found"}})),
            Fault::ModelNotFound("m".into())
        );
    }

    #[test]
    fn the_log_gets_words_of_the_protocol_and_never_a_sentence() {
        let complaint =
            Complaint::from_value(&json!({"error": {"type": "server_error", "code": "what you said"}}));
        assert_eq!(complaint.cause(), "server_error/");
    }
}
