//! The streaming server function.

use std::pin::Pin;

use bytes::Bytes;
use futures_util::{Stream, TryStreamExt};
use leptos::{
    server,
    server_fn::{
        ContentType,
        codec::{Encoding, FromRes, IntoRes, Json},
        error::FromServerFnError,
        response::{ClientRes, TryRes},
    },
};

use crate::{
    api::{
        client::TabClient,
        request::{Params, WireMessage},
    },
    chat::{ModelId, StreamError},
};

/// Requests an answer: `POST /api/chat`, a [`crate::api::request::ChatRequest`] as JSON in, an
/// event stream out. The stream ends with exactly one `done` or `error` event; if it ends without,
/// it was cut on the way.
///
/// # Errors
/// Refusals made before the model was asked, with the HTTP status of [`crate::api::error::status`].
#[server(input = Json, output = EventStreamEncoding, prefix = "/api", endpoint = "chat", client = TabClient)]
pub(crate) async fn chat(
    model: ModelId,
    messages: Vec<WireMessage>,
    #[server(default)] params: Params,
) -> Result<EventStream, StreamError> {
    crate::server::answer::answer(crate::api::request::ChatRequest { model, messages, params })
}

/// The bytes of an event stream. On the server they are already encoded, so that what is read from the
/// model together is sent together; in the tab they are read by [`super::event_stream::frames`].
pub(crate) struct EventStream(Pin<Box<dyn Stream<Item = Result<Bytes, StreamError>> + Send>>);

impl EventStream {
    /// A stream of encoded events. Faults of the model are events in it, never its errors.
    #[cfg(feature = "ssr")]
    pub(crate) fn new(bytes: impl Stream<Item = Bytes> + Send + 'static) -> Self {
        Self(Box::pin(futures_util::StreamExt::map(bytes, Ok)))
    }

    /// The bytes. An error means that the connection broke.
    pub(crate) fn into_inner(self) -> Pin<Box<dyn Stream<Item = Result<Bytes, StreamError>> + Send>> {
        self.0
    }
}

/// `text/event-stream` as a server function's output.
pub(crate) struct EventStreamEncoding;

impl ContentType for EventStreamEncoding {
    const CONTENT_TYPE: &'static str = "text/event-stream";
}

impl Encoding for EventStreamEncoding {
    const METHOD: http::Method = http::Method::POST;
}

impl<Response> IntoRes<EventStreamEncoding, Response, StreamError> for EventStream
where
    Response: TryRes<StreamError>,
{
    async fn into_res(self) -> Result<Response, StreamError> {
        Response::try_from_stream(EventStreamEncoding::CONTENT_TYPE, self.0.map_err(|error| error.ser().body))
    }
}

impl<Response> FromRes<EventStreamEncoding, Response, StreamError> for EventStream
where
    Response: ClientRes<StreamError> + Send,
{
    async fn from_res(response: Response) -> Result<Self, StreamError> {
        Ok(Self(Box::pin(response.try_into_stream()?.map_err(StreamError::de))))
    }
}
