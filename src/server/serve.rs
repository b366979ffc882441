//! stand-in
#![allow(missing_docs)]
use super::{config::Timeouts, shutdown::Shutdown};
use axum::Router;
use tokio::net::TcpListener;
pub async fn serve(l: TcpListener, r: Router, _s: Shutdown, _t: &Timeouts) -> std::io::Result<()> {
    axum::serve(l, r).await
}
