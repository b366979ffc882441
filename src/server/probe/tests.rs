//! What is found, on real sockets.
#![allow(clippy::unwrap_used, clippy::panic)]

mod servers;

use std::time::{Duration, Instant};

use serde_json::json;

use self::servers::{Server, holding, listing, serving};
use super::{super::config::Config, *};

fn bare(local_model: &Url) -> Config {
    Config::from_toml(&format!("probe = false\nlocal_model = '{local_model}'")).unwrap()
}

async fn found(server: &Server) -> Config {
    let mut config = bare(&server.base());
    complete(&mut config).await.unwrap();
    config
}

/// A server without a list costs a bare start all its patience.
async fn finds_nothing(server: &Server) {
    let begun = Instant::now();
    assert!(found(server).await.models.is_empty());
    assert!(begun.elapsed() < PATIENCE + 2 * QUICK);
}

#[tokio::test]
async fn a_llama_cpp_server_tells_its_model_with_its_context_size() {
    // As written by the server of xllamacpp 2026.10.
    let server = serving(listing(json!([{
        "id": "smollm2-135m-instruct", "aliases": ["smollm2-135m-instruct"], "tags": [], "object": "model",
        "architecture": { "input_modalities": ["text"], "output_modalities": ["text"] },
        "created": 1_795_512_091, "owned_by": "llamacpp",
        "meta": { "vocab_type": 2, "n_vocab": 49152, "n_ctx": 2048, "n_ctx_train": 8192, "n_embd": 576 },
    }])))
    .await;
    let config = found(&server).await;
    let model = &config.models["smollm2_135m_instruct"];
    assert_eq!((model.id.as_str(), model.title.as_str()), ("smollm2-135m-instruct", "smollm2-135m-instruct"));
    assert_eq!((model.context_size, model.images, model.reasoning), (Some(2048), Some(false), None));
    assert!(model.profile.prefill);
    assert_eq!(model.profile.max_tokens_field, "max_tokens");
    assert_eq!(config.default_model.as_deref(), Some("smollm2_135m_instruct"));
}

#[tokio::test]
async fn ollama_tells_what_its_models_can_and_those_that_do_not_chat_or_run_elsewhere_are_left_out() {
    let entry = |id: &str| json!({ "id": id, "object": "model", "created": 1, "owned_by": "library" });
    let server = servers::ollama(
        listing(json!([entry("qwen3:8b"), entry("bge-m3:latest"), entry("big:cloud"), entry("old:1b")])),
        |model| match model {
            "qwen3:8b" => json!({ "capabilities": ["completion", "tools", "thinking", "vision"] }),
            "bge-m3:latest" => json!({ "capabilities": ["embedding"] }),
            "big:cloud" => json!({ "capabilities": ["completion"], "remote_host": "https://ollama.example" }),
            _ => json!({}),
        },
    )
    .await;
    let config = found(&server).await;
    assert_eq!(config.models.keys().collect::<Vec<_>>(), ["old_1b", "qwen3_8b"]);
    let qwen = &config.models["qwen3_8b"];
    assert_eq!((qwen.images, qwen.reasoning), (Some(true), Some(true)));
    let old = &config.models["old_1b"];
    assert_eq!((old.images, old.reasoning), (None, None));
    assert_eq!(config.default_model.as_deref(), Some("qwen3_8b"), "the first that the server lists");
}

#[tokio::test]
async fn lm_studio_tells_types_and_loaded_sizes() {
    let entry = |id: &str| json!({ "id": id, "object": "model", "owned_by": "organization_owner" });
    let server = servers::lm_studio(
        listing(json!([entry("qwen2-vl-7b"), entry("nomic-v1.5"), entry("llama-3.1-8b")])),
        json!({ "object": "list", "data": [
            { "id": "qwen2-vl-7b", "type": "vlm", "state": "not-loaded", "max_context_length": 32768 },
            { "id": "nomic-v1.5", "type": "embeddings", "state": "not-loaded", "max_context_length": 2048 },
            { "id": "llama-3.1-8b", "type": "llm", "state": "loaded", "max_context_length": 131_072,
              "loaded_context_length": 4096 },
        ] }),
    )
    .await;
    let config = found(&server).await;
    assert_eq!(config.models.len(), 2);
    let qwen = &config.models["qwen2_vl_7b"];
    assert_eq!((qwen.images, qwen.context_size), (Some(true), None));
    let llama = &config.models["llama_3_1_8b"];
    assert_eq!((llama.images, llama.context_size), (Some(false), Some(4096)));
}

#[tokio::test]
async fn vllm_tells_its_length_and_services_tell_their_abilities() {
    let server = serving(listing(json!([
        { "id": "Qwen/Qwen3-8B", "object": "model", "created": 1, "owned_by": "vllm", "max_model_len": 40960 },
        { "id": "x/router", "context_length": 200_000, "architecture": { "input_modalities": ["text", "image"] },
          "supported_parameters": ["temperature", "reasoning"] },
        { "id": "small", "max_context_length": 32768, "capabilities": { "completion_chat": true, "vision": false } },
        { "id": "ocr", "capabilities": { "completion_chat": false } },
        { "id": "text-embedding-3-small" },
        { "id": "/models/Qwen3-8B-Q4_K_M.gguf", "owned_by": "llamacpp" },
    ])))
    .await;
    let config = found(&server).await;
    assert_eq!(config.models["qwen_qwen3_8b"].context_size, Some(40960));
    let router = &config.models["x_router"];
    assert_eq!(
        (router.context_size, router.images, router.reasoning),
        (Some(200_000), Some(true), Some(true))
    );
    assert_eq!(config.models["small"].images, Some(false));
    assert_eq!(config.models["models_qwen3_8b_q4_k_m_gguf"].title, "Qwen3-8B-Q4_K_M");
    assert_eq!(config.models.len(), 4);
}

#[tokio::test]
async fn models_with_the_same_name_get_a_number_and_demo_stays_free() {
    let server =
        serving(listing(json!([{ "id": "a:b" }, { "id": "a-b" }, { "id": "Demo" }, { "id": "::" }]))).await;
    let config = found(&server).await;
    assert_eq!(config.models.keys().collect::<Vec<_>>(), ["a_b", "a_b_2", "demo_2", "model"]);
}

#[tokio::test]
async fn only_a_json_list_of_models_counts_as_an_answer() {
    let answers = [
        servers::answer("200 OK", "text/html", "<h1>It works!</h1>"),
        servers::answer("200 OK", "application/json", r#"{"status":"ok"}"#),
        servers::answer("200 OK", "application/json", r#"["model"]"#),
        servers::answer("200 OK", "application/json", r#"{"data":[{"name":"model"}]}"#),
        servers::answer("200 OK", "application/json", r#"{"object":"list","data":null}"#),
        servers::answer("404 Not Found", "application/json", r#"{"data":[{"id":"model"}]}"#),
        b"SSH-2.0-OpenSSH_9.9\r\n".to_vec(),
        Vec::new(),
    ];
    let servers = join_all(answers.map(serving)).await;
    join_all(servers.iter().map(finds_nothing)).await;
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let real = serving(listing(json!([{ "id": "model" }]))).await;
    let location =
        format!("HTTP/1.1 302 Found\r\nlocation: {}/models\r\ncontent-length: 0\r\n\r\n", real.base());
    finds_nothing(&serving(location.into_bytes()).await).await;
    assert_eq!(real.requests(), 0);
}

#[tokio::test]
async fn an_answer_without_end_is_broken_off() {
    let server = servers::endless().await;
    let endpoint = super::server(server.base());
    assert!(timeout(Duration::from_secs(5), ask(&endpoint)).await.unwrap().is_err());
    // What is still on its way through the sockets comes on top of the limit.
    assert!((4 << 20..32 << 20).contains(&server.written()), "{}", server.written());
}

#[tokio::test]
async fn a_port_that_stays_silent_costs_half_a_second() {
    let server = holding().await;
    let begun = Instant::now();
    assert!(timeout(QUICK, ask(&super::server(server.base()))).await.is_err());
    assert!(begun.elapsed() < QUICK * 2);
}

#[tokio::test]
async fn a_model_that_is_still_starting_is_waited_for() {
    let place = servers::free_port().await;
    let base = Url::parse(&format!("http://{place}/v1")).unwrap();
    let late = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(300)).await;
        servers::serving_at(place, listing(json!([{ "id": "late" }]))).await
    });
    let mut config = bare(&base);
    complete(&mut config).await.unwrap();
    assert!(config.models.contains_key("late"));
    drop(late.await);
}

#[tokio::test]
async fn nothing_is_asked_beyond_loopback() {
    let server = serving(listing(json!([{ "id": "model" }]))).await;
    let mut config = bare(&server.base());
    config.public_url = Url::parse("https://chat.example.org").unwrap();
    complete(&mut config).await.unwrap();
    assert!(config.models.is_empty());
    assert_eq!(server.requests(), 0);
}

#[tokio::test]
async fn nothing_is_asked_where_a_model_is_configured() {
    let server = serving(listing(json!([{ "id": "model" }]))).await;
    let text = format!(
        "local_model = '{}'\n[models.q]\nid = 'q'\nbase_url = 'http://127.0.0.1:9/v1'",
        server.base()
    );
    let mut config = Config::from_toml(&text).unwrap();
    complete(&mut config).await.unwrap();
    assert_eq!(config.models.keys().collect::<Vec<_>>(), ["q"]);
    assert_eq!(server.requests(), 0);
}

#[tokio::test]
async fn an_endpoint_without_a_model_is_asked_with_its_key_and_headers() {
    let server = serving(listing(json!([{ "id": "only", "max_model_len": 4096 }]))).await;
    let text = format!(
        "[models.own]\nbase_url = '{}'\napi_key = 'sk-1'\ncontext_size = 512\nheaders.x-team = 'blue'\n",
        server.base()
    );
    let mut config = Config::from_toml(&text).unwrap();
    complete(&mut config).await.unwrap();
    let model = &config.models["own"];
    assert_eq!((model.id.as_str(), model.title.as_str(), model.context_size), ("only", "only", Some(512)));
    assert_eq!(config.default_model.as_deref(), Some("own"));
    assert_eq!(model.profile.max_tokens_field, "max_completion_tokens");
    let request = server.last_request().to_ascii_lowercase();
    assert!(request.starts_with("get /v1/models http/1.1"), "{request}");
    assert!(request.contains("authorization: bearer sk-1") && request.contains("x-team: blue"), "{request}");
}

#[tokio::test]
async fn the_models_of_an_endpoint_with_several_carry_its_name() {
    let server = serving(listing(json!([{ "id": "b" }, { "id": "a" }]))).await;
    let mut config = Config::from_toml(&format!("[models.own]\nbase_url = '{}'\n", server.base())).unwrap();
    complete(&mut config).await.unwrap();
    assert_eq!(config.models.keys().collect::<Vec<_>>(), ["own_a", "own_b"]);
    assert_eq!(config.default_model.as_deref(), Some("own_b"), "the first that the server lists");
}

#[tokio::test]
async fn an_endpoint_that_tells_nothing_is_an_error_only_where_no_other_model_is_left() {
    let place = servers::free_port().await;
    let text = format!("[models.own]\nbase_url = 'http://{place}/v1'\n");
    let mut config = Config::from_toml(&text).unwrap();
    let error = complete(&mut config).await.unwrap_err().to_string();
    assert!(error.contains("it can't be reached") && error.contains("models.own.id"), "{error}");

    let with_other = format!("{text}[models.q]\nid = 'q'\nbase_url = 'http://127.0.0.1:9/v1'\n");
    let mut config = Config::from_toml(&with_other).unwrap();
    complete(&mut config).await.unwrap();
    assert_eq!(config.default_model.as_deref(), Some("q"));
}
