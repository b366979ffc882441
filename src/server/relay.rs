//! stand-in
#![allow(missing_docs)]
use super::{
    config::{Config, Model},
    limits::Permit,
    shutdown::Shutdown,
};
use crate::{
    api::{
        event_stream::{encode, encode_comment},
        page::ModelInfo,
        request::{ChatRequest, WirePart},
    },
    chat::{ChatEvent, ErrorKind, FinishReason, ModelId, StreamError, Text, Usage},
};
use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt, stream};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::Arc, time::Duration};

#[derive(Debug, thiserror::Error)]
#[error("relay: {0}")]
pub struct SetUpError(String);

#[derive(Clone)]
pub struct Relay {
    models: Arc<BTreeMap<String, Model>>,
    default: Option<String>,
    client: reqwest::Client,
}
pub struct Accepted {
    model: Model,
    id: ModelId,
    body: Value,
}

impl Relay {
    pub fn new(config: &Config, _shutdown: Shutdown) -> Result<Self, SetUpError> {
        let client = reqwest::Client::builder()
            .no_proxy()
            .tcp_nodelay(true)
            .connect_timeout(Duration::from_secs(5))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|e| SetUpError(e.to_string()))?;
        Ok(Self { models: Arc::new(config.models.clone()), default: config.default_model.clone(), client })
    }
    pub fn models(&self) -> Vec<ModelInfo> {
        let mut all: Vec<_> = self
            .models
            .iter()
            .map(|(name, m)| ModelInfo {
                id: name.as_str().into(),
                title: m.title.clone(),
                host: m.base_url.host_str().unwrap_or("").to_owned(),
                context_size: m.context_size,
                images: m.images,
                reasoning: m.reasoning,
                unsupported: m.profile.omit.clone(),
                asks_no_store: true,
                demo: m.demo,
            })
            .collect();
        all.sort_by_key(|m| (Some(m.id.as_str()) != self.default.as_deref(), m.demo));
        all
    }
    pub fn validate(&self, request: ChatRequest) -> Result<Accepted, StreamError> {
        let model =
            self.models.get(request.model.as_str()).cloned().ok_or_else(|| {
                StreamError::new(ErrorKind::UnknownModel, "This model is not configured here.")
            })?;
        if request.messages.is_empty() {
            return Err(StreamError::new(ErrorKind::BadRequest, "The conversation is empty."));
        }
        let messages: Vec<Value> = request
            .messages
            .iter()
            .map(|m| {
                let text: String = m
                    .content
                    .iter()
                    .map(|p| match p {
                        WirePart::Text { text } => text.as_str(),
                        WirePart::Image { .. } => "",
                    })
                    .collect::<Vec<_>>()
                    .join("\n\n");
                json!({"role": m.role, "content": text})
            })
            .collect();
        let mut body = json!({"model": model.id, "messages": messages, "stream": true, "store": false, "stream_options": {"include_usage": true}});
        if let Some(n) = request.params.max_tokens {
            body["max_tokens"] = n.into();
        }
        Ok(Accepted { model, id: request.model, body })
    }
    pub fn open(
        &self,
        accepted: Accepted,
        request_id: String,
        permit: Permit,
    ) -> impl Stream<Item = Bytes> + Send + 'static {
        let url = format!("{}/chat/completions", accepted.model.base_url.as_str().trim_end_matches('/'));
        let mut request = self.client.post(url).json(&accepted.body);
        if let Some(key) = &accepted.model.api_key {
            request = request.bearer_auth(key.expose_secret());
        }
        let mut first = BytesMut::new();
        encode_comment("", &mut first);
        let rest = stream::once(async move {
            let failed = |kind, text: &str| {
                let mut out = BytesMut::new();
                encode(&ChatEvent::Error(StreamError::new(kind, text)), &mut out);
                stream::once(async move { out.freeze() }).boxed()
            };
            match request.send().await {
                Err(_) => failed(ErrorKind::Unreachable, "The model can’t be reached."),
                Ok(r) if !r.status().is_success() => {
                    failed(ErrorKind::UpstreamError, "The model’s server failed.")
                }
                Ok(r) => {
                    let mut start = BytesMut::new();
                    encode(&ChatEvent::Start { model: accepted.id, request_id }, &mut start);
                    let body = r.bytes_stream().boxed();
                    let events = stream::unfold(
                        (body, Vec::<u8>::new(), None::<FinishReason>, false, permit),
                        |(mut body, mut buf, mut fin, done, permit)| async move {
                            if done {
                                return None;
                            }
                            let mut out = BytesMut::new();
                            let mut done = false;
                            match body.next().await {
                                Some(Ok(chunk)) => {
                                    buf.extend_from_slice(&chunk);
                                    while let Some(at) = buf.iter().position(|b| *b == b'\n') {
                                        let line: Vec<u8> = buf.drain(..=at).collect();
                                        let Some(data) = std::str::from_utf8(&line).ok().and_then(|l| {
                                            l.trim_end().strip_prefix("data: ").map(str::to_owned)
                                        }) else {
                                            continue;
                                        };
                                        if data == "[DONE]" {
                                            if let Some(finish_reason) = fin.take() {
                                                encode(&ChatEvent::Done { finish_reason }, &mut out);
                                                done = true;
                                            }
                                            continue;
                                        }
                                        let Ok(v) = serde_json::from_str::<Value>(&data) else { continue };
                                        let d = &v["choices"][0]["delta"];
                                        if let Some(t) =
                                            d["reasoning_content"].as_str().filter(|t| !t.is_empty())
                                        {
                                            encode(&ChatEvent::Reasoning(Text::from(t)), &mut out);
                                        }
                                        if let Some(t) = d["content"].as_str().filter(|t| !t.is_empty()) {
                                            encode(&ChatEvent::Delta(Text::from(t)), &mut out);
                                        }
                                        if let Some(f) =
                                            v["choices"][0].get("finish_reason").filter(|f| !f.is_null())
                                        {
                                            fin = serde_json::from_value(f.clone()).ok();
                                        }
                                        if let Ok(u) = serde_json::from_value::<Usage>(v["usage"].clone()) {
                                            encode(&ChatEvent::Usage(u), &mut out);
                                        }
                                    }
                                }
                                _ => {
                                    encode(
                                        &ChatEvent::Error(StreamError::new(
                                            ErrorKind::Interrupted,
                                            "The answer broke off.",
                                        )),
                                        &mut out,
                                    );
                                    done = true;
                                }
                            }
                            Some((out.freeze(), (body, buf, fin, done, permit)))
                        },
                    );
                    stream::once(async move { start.freeze() }).chain(events).boxed()
                }
            }
        })
        .flatten();
        stream::once(async move { first.freeze() }).chain(rest)
    }
}
