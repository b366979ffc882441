//! How the tab calls a server function: `fetch` with the custom header, errors typed by status and
//! content type, and a request that is cancelled by dropping its response.

use std::future::Future;

use bytes::Bytes;
use futures_util::{Sink, Stream, stream};
use http::Method;
use js_sys::Uint8Array;
use leptos::server_fn::{client::Client, error::FromServerFnError, request::ClientReq, response::ClientRes};
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, ReadableStreamReadResult, RequestCache,
    RequestCredentials, RequestInit, RequestMode, Response,
};

use super::CUSTOM_HEADER;
use crate::chat::{ErrorKind, StreamError};

/// Calls server functions by `fetch` from the page's own origin.
pub(crate) struct TabClient;

/// A request that has not been sent.
pub(crate) struct TabRequest {
    path: String,
    accept: String,
    content_type: String,
    body: Bytes,
}

/// A response whose body has not been read. Dropping it, or a stream made of it, cancels the request.
pub(crate) struct TabResponse(SendWrapper<(Response, Abort)>);

/// Cancels a request when it is dropped. After the body has ended this does nothing.
struct Abort(Option<AbortController>);

impl Drop for Abort {
    fn drop(&mut self) {
        if let Some(controller) = self.0.take() {
            controller.abort();
        }
    }
}

fn lost(_: JsValue) -> StreamError {
    StreamError::connection_lost()
}

/// Something other than this server answered: names the status, and what to do about the usual ones.
fn foreign(status: u16) -> StreamError {
    let message = match status {
        413 => "A proxy in front of the server refused this as too large (413); send less, or ask the administrator to raise its limit.".to_owned(),
        502 | 503 => format!("The server is not there right now ({status}, said by a proxy); try again in a moment."),
        504 => "The server took too long for the proxy in front of it (504); try again.".to_owned(),
        _ => format!("Something between this tab and the server answered instead of it (status {status}); try again."),
    };
    StreamError::new(ErrorKind::ForeignAnswer, message)
}

/// Posts an empty JSON object to a path of this server and returns the response's body, JSON.
///
/// # Errors
/// The server's refusal, or what went wrong on the way.
pub(crate) async fn post(path: &str) -> Result<Bytes, StreamError> {
    let json = "application/json";
    let request = TabRequest::try_new_req_text(path, json, json, "{}".to_owned(), Method::POST)?;
    let response = <TabClient as Client<StreamError>>::send(request).await?;
    let ok = (200..300).contains(&response.status());
    let body = ClientRes::<StreamError>::try_into_bytes(response).await?;
    if ok { Ok(body) } else { Err(StreamError::de(body)) }
}

impl Client<StreamError> for TabClient {
    type Request = TabRequest;
    type Response = TabResponse;

    fn send(request: TabRequest) -> impl Future<Output = Result<TabResponse, StreamError>> + Send {
        SendWrapper::new(async move {
            let abort = Abort(AbortController::new().ok());
            let headers = Headers::new().map_err(lost)?;
            headers.set("accept", &request.accept).map_err(lost)?;
            headers.set("content-type", &request.content_type).map_err(lost)?;
            headers.set(CUSTOM_HEADER, "1").map_err(lost)?;
            let init = RequestInit::new();
            init.set_method("POST");
            init.set_mode(RequestMode::SameOrigin);
            init.set_credentials(RequestCredentials::SameOrigin);
            init.set_cache(RequestCache::NoStore);
            init.set_headers(&headers);
            init.set_body(&Uint8Array::from(&request.body[..]));
            init.set_signal(abort.0.as_ref().map(AbortController::signal).as_ref());
            let window = web_sys::window().ok_or_else(|| lost(JsValue::NULL))?;
            let response =
                JsFuture::from(window.fetch_with_str_and_init(&request.path, &init)).await.map_err(lost)?;
            Ok(TabResponse(SendWrapper::new((response.unchecked_into(), abort))))
        })
    }

    async fn open_websocket(
        _path: &str,
    ) -> Result<
        (impl Stream<Item = Result<Bytes, Bytes>> + Send + 'static, impl Sink<Bytes> + Send + 'static),
        StreamError,
    > {
        Err::<(stream::Empty<_>, futures_util::sink::Drain<_>), _>(unsupported())
    }

    fn spawn(future: impl Future<Output = ()> + Send + 'static) {
        wasm_bindgen_futures::spawn_local(future);
    }
}

fn unsupported() -> StreamError {
    StreamError::new(ErrorKind::Unavailable, "This page asked for something it can’t send.")
}

/// Server functions here are all `POST` with a body of bytes; the other kinds of request are refused.
impl ClientReq<StreamError> for TabRequest {
    type FormData = ();

    fn try_new_req_query(_: &str, _: &str, _: &str, _: &str, _: Method) -> Result<Self, StreamError> {
        Err(unsupported())
    }

    fn try_new_req_text(
        path: &str,
        content_type: &str,
        accepts: &str,
        body: String,
        method: Method,
    ) -> Result<Self, StreamError> {
        Self::try_new_req_bytes(path, content_type, accepts, body.into(), method)
    }

    fn try_new_req_bytes(
        path: &str,
        content_type: &str,
        accepts: &str,
        body: Bytes,
        method: Method,
    ) -> Result<Self, StreamError> {
        if method != Method::POST {
            return Err(unsupported());
        }
        Ok(Self {
            path: path.to_owned(),
            accept: accepts.to_owned(),
            content_type: content_type.to_owned(),
            body,
        })
    }

    fn try_new_req_form_data(_: &str, _: &str, _: &str, (): (), _: Method) -> Result<Self, StreamError> {
        Err(unsupported())
    }

    fn try_new_req_multipart(_: &str, _: &str, (): (), _: Method) -> Result<Self, StreamError> {
        Err(unsupported())
    }

    fn try_new_req_streaming(
        _: &str,
        _: &str,
        _: &str,
        _: impl Stream<Item = Result<Bytes, StreamError>> + Send + 'static,
        _: Method,
    ) -> Result<Self, StreamError> {
        Err(unsupported())
    }
}

impl TabResponse {
    fn has_content_type(&self, wanted: &str) -> bool {
        let found = self.0.0.headers().get("content-type").ok().flatten().unwrap_or_default();
        found.split(';').next().is_some_and(|mime| mime.trim().eq_ignore_ascii_case(wanted))
    }
}

impl ClientRes<StreamError> for TabResponse {
    async fn try_into_string(self) -> Result<String, StreamError> {
        let bytes = self.try_into_bytes().await?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn try_into_bytes(self) -> impl Future<Output = Result<Bytes, StreamError>> + Send {
        SendWrapper::new(async move {
            let response = &self.0.0;
            if !self.has_content_type("application/json") {
                return Err(foreign(response.status()));
            }
            let buffer = JsFuture::from(response.array_buffer().map_err(lost)?).await.map_err(lost)?;
            Ok(Bytes::from(Uint8Array::new(&buffer).to_vec()))
        })
    }

    fn try_into_stream(
        self,
    ) -> Result<impl Stream<Item = Result<Bytes, Bytes>> + Send + Sync + 'static, StreamError> {
        let status = self.0.0.status();
        let body = self.0.0.body().filter(|_| self.has_content_type("text/event-stream"));
        let Some(body) = body else { return Err(foreign(status)) };
        let (_, abort) = self.0.take();
        let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
        Ok(SendWrapper::new(Box::pin(stream::unfold(Some((reader, abort)), |state| async move {
            let (reader, mut abort) = state?;
            match JsFuture::from(reader.read()).await {
                Ok(result) => {
                    let result: ReadableStreamReadResult = result.unchecked_into();
                    if result.get_done().unwrap_or(true) {
                        abort.0.take();
                        return None;
                    }
                    let chunk: Uint8Array = result.get_value().unchecked_into();
                    Some((Ok(Bytes::from(chunk.to_vec())), Some((reader, abort))))
                }
                Err(error) => Some((Err(lost(error).ser().body), None)),
            }
        }))))
    }

    fn status(&self) -> u16 {
        self.0.0.status()
    }

    fn status_text(&self) -> String {
        self.0.0.status_text()
    }

    fn location(&self) -> String {
        self.0.0.url()
    }

    fn has_redirect(&self) -> bool {
        false
    }
}
