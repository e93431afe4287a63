//! Accepting connections, with the limits that axum's own loop does not have.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::http::Extensions;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{debug, warn};

use crate::http::{Peer, Service};
use crate::metrics::{Metrics, Rejection};
use crate::settings::Limits;

const MAX_HEADERS: usize = 64;
const MAX_HEAD_BYTES: usize = 64 * 1024;

/// After an error like "too many open files", accepting at once would only fail again.
const AFTER_ACCEPT_ERROR: Duration = Duration::from_millis(50);

pub(crate) struct Server {
    pub listener: TcpListener,
    pub service: Service,
    pub limits: Limits,
    pub metrics: Arc<Metrics>,
    pub closing: CancellationToken,
    /// The connections that are open; they end by themselves after `closing`.
    pub connections: TaskTracker,
}

impl Server {
    /// Until `closing`. Then the listener is gone, so that another relay can take its place.
    pub async fn run(self) {
        let gate =
            Arc::new(Gate { total: Arc::new(Semaphore::new(self.limits.max_connections)), per_ip: Mutex::default(), limits: self.limits.clone() });
        let mut http = hyper::server::conn::http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(self.limits.header)
            .max_headers(MAX_HEADERS)
            .max_header_size(MAX_HEAD_BYTES)
            // Answers are small: one buffer is cheaper than a list of them.
            .writev(false)
            .keep_alive(true);
        loop {
            let accepted = tokio::select! {
                accepted = self.listener.accept() => accepted,
                () = self.closing.cancelled() => return,
            };
            let (stream, peer) = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(AFTER_ACCEPT_ERROR).await;
                    continue;
                }
            };
            let Some(place) = gate.enter(peer) else {
                self.metrics.reject(Rejection::Connections);
                continue;
            };
            let place = Arc::new(place);
            let connection = serve(http.clone(), stream, peer, place.clone(), self.service.clone(), self.closing.clone());
            let metrics = self.metrics.clone();
            self.connections.spawn(async move {
                metrics.connections.fetch_add(1, Ordering::Relaxed);
                connection.await;
                metrics.connections.fetch_sub(1, Ordering::Relaxed);
                drop(place);
            });
        }
    }
}

async fn serve(
    http: hyper::server::conn::http1::Builder,
    stream: TcpStream,
    peer: SocketAddr,
    place: Arc<Place>,
    service: Service,
    closing: CancellationToken,
) {
    // Answers are small: waiting to fill a packet would only delay them.
    if let Err(error) = stream.set_nodelay(true) {
        debug!(%error, "TCP_NODELAY could not be set");
    }
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let (service, place) = (service.clone(), place.clone());
        let asker = move |extensions: &mut Extensions| {
            extensions.insert(Peer(peer.ip()));
            extensions.insert(place);
        };
        async move { Ok::<_, Infallible>(service.answer(request, asker).await) }
    });
    let connection = http.serve_connection(TokioIo::new(stream), service).with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let result = tokio::select! {
        result = connection.as_mut() => result,
        () = closing.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = result {
        debug!(%error, "a connection ended early");
    }
}

/// Who may come in.
struct Gate {
    total: Arc<Semaphore>,
    per_ip: Mutex<HashMap<IpAddr, usize>>,
    limits: Limits,
}

/// A connection's place, free again when dropped. A stream keeps it beyond the end of the HTTP exchange.
pub(crate) struct Place {
    gate: Arc<Gate>,
    counted: Option<IpAddr>,
    _total: OwnedSemaphorePermit,
}

impl Gate {
    fn enter(self: &Arc<Self>, peer: SocketAddr) -> Option<Place> {
        let total = self.total.clone().try_acquire_owned().ok()?;
        let ip = peer.ip().to_canonical();
        let counted = (!self.limits.trusted_proxies.contains(&ip)).then_some(ip);
        if let Some(ip) = counted {
            let mut per_ip = self.per_ip.lock().unwrap_or_else(PoisonError::into_inner);
            let open = per_ip.entry(ip).or_insert(0);
            if *open >= self.limits.max_connections_per_ip {
                return None;
            }
            *open += 1;
        }
        Some(Place { gate: self.clone(), counted, _total: total })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some(ip) = self.counted else { return };
        let mut per_ip = self.gate.per_ip.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = per_ip.get_mut(&ip) {
            *open -= 1;
            if *open == 0 {
                per_ip.remove(&ip);
            }
        }
    }
}
