//! The device's side: an owner with its keys, and its connection to the stream.

use std::collections::VecDeque;

use frontdesk_domain::ids::{DeviceId, EntryId, InboxId, WorkspaceId};
use frontdesk_domain::time::Millis;
use frontdesk_relay_api::wire::{self, PROTOCOL};
use frontdesk_relay_api::{
    AppendedEntry, Author, Binding, Cursor, DeviceFrame, DeviceSigningKey, Entry, EntryKind, KeyId, LogId, LoginId, LoginNews, NewEntry, Opener,
    Refusal, RelayError, RelayFrame, Scope, ScopeKey, SealingPrivateKey, SetupRequest, SetupResponse, SymmetricKey, auth, seal_symmetric,
};
use futures_util::{SinkExt, StreamExt};
use serde_bytes::{ByteArray, ByteBuf};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, client_async, connect_async};
use uuid::Uuid;

use crate::world::{PATIENCE, http};

/// The first device of a workspace, with all keys.
pub struct Owner {
    pub workspace: WorkspaceId,
    pub device: DeviceId,
    pub signing: DeviceSigningKey,
    pub key_id: KeyId,
    pub sealing: SealingPrivateKey,
    pub symmetric: SymmetricKey,
    pub opener: Opener,
    pub log: Option<LogId>,
}

impl Owner {
    pub fn new() -> Self {
        let (key_id, sealing, symmetric) = (KeyId(Uuid::now_v7()), SealingPrivateKey::generate(), SymmetricKey::generate());
        let mut opener = Opener::new();
        opener.add_sealing_key(key_id, sealing.clone());
        opener.add_symmetric_key(key_id, symmetric.clone());
        Self {
            workspace: WorkspaceId(Uuid::now_v7()),
            device: DeviceId(Uuid::now_v7()),
            signing: DeviceSigningKey::generate(),
            key_id,
            sealing,
            symmetric,
            opener,
            log: None,
        }
    }

    pub fn setup_request(&self, code: &str) -> SetupRequest {
        SetupRequest {
            code: code.to_owned(),
            workspace: self.workspace,
            workspace_name: "Padaria".to_owned(),
            device: self.device,
            device_name: "Front desk".to_owned(),
            device_public_key: self.signing.public_key(),
            workspace_key: ScopeKey { scope: Scope::Workspace, key_id: self.key_id, sealing_public_key: self.sealing.public_key() },
        }
    }

    pub async fn set_up(&mut self, url: &str, code: &str) -> Result<LogId, (u16, RelayError)> {
        let answer = http().post(format!("{url}/v1/setup")).json(&self.setup_request(code)).send().await.unwrap();
        let status = answer.status();
        if !status.is_success() {
            return Err((status.as_u16(), answer.json::<Refusal>().await.unwrap().error));
        }
        let log = answer.json::<SetupResponse>().await.unwrap().log;
        self.log = Some(log);
        Ok(log)
    }

    pub fn cursor(&self, seq: u64) -> Cursor {
        Cursor { log: self.log, seq }
    }

    /// A stream from `seq` on.
    pub async fn connect(&self, url: &str, seq: u64) -> Stream {
        self.connect_at(url, self.cursor(seq), 1000).await.unwrap()
    }

    /// A stream whose socket holds little on this side.
    pub async fn connect_with_small_buffer(&self, url: &str) -> Stream {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        let tcp = socket.connect(url.strip_prefix("http://").unwrap().parse().unwrap()).await.unwrap();
        let address = format!("{}/v1/stream", url.replacen("http", "ws", 1));
        let (socket, _) = client_async(address, MaybeTlsStream::Plain(tcp)).await.unwrap();
        self.greet(socket, self.cursor(0), 10_000).await.unwrap()
    }

    pub async fn connect_at(&self, url: &str, cursor: Cursor, credit: u32) -> Result<Stream, RelayError> {
        self.greet(open(url, None).await.unwrap(), cursor, credit).await
    }

    async fn greet(&self, mut socket: Socket, cursor: Cursor, credit: u32) -> Result<Stream, RelayError> {
        let RelayFrame::Challenge { nonce, protocol } = next_frame(&mut socket).await.unwrap() else { panic!("a challenge comes first") };
        let signature = auth::sign(&self.signing, protocol, self.workspace, self.device, &nonce);
        let hello = DeviceFrame::Hello {
            protocol: PROTOCOL,
            workspace: self.workspace,
            device: self.device,
            signature: ByteArray::new(signature),
            cursor,
            credit,
        };
        send(&mut socket, &hello).await;
        match next_frame(&mut socket).await.unwrap() {
            RelayFrame::Welcome { log, head, oldest, .. } => {
                Ok(Stream { socket, log, head, oldest, request: 0, unread: Vec::new(), news: VecDeque::new() })
            }
            RelayFrame::Refused { request: None, error } => Err(error),
            other => panic!("neither welcome nor refused: {other:?}"),
        }
    }

    pub fn new_entry(&self, id: EntryId, body: &[u8]) -> NewEntry {
        let (kind, at, scope) = (EntryKind::Event, Millis(1_767_225_600_000), Scope::Workspace);
        let binding = Binding { workspace: self.workspace, id, author: Author::Device(self.device), scope, kind: &kind, key_id: self.key_id, at };
        let sealed_body = ByteBuf::from(seal_symmetric(&self.symmetric, &binding, body).unwrap());
        NewEntry { id, scope, kind, key_id: self.key_id, at, sealed_body }
    }

    pub fn open(&self, entry: &Entry) -> Vec<u8> {
        self.opener.open(self.workspace, entry).unwrap()
    }

    /// Makes an inbox's key; the owner can open what is sealed to it.
    pub fn new_inbox(&mut self) -> ScopeKey {
        let (scope, key_id, private) = (Scope::Inbox(InboxId(Uuid::now_v7())), KeyId(Uuid::now_v7()), SealingPrivateKey::generate());
        let sealing_public_key = private.public_key();
        self.opener.add_sealing_key(key_id, private);
        ScopeKey { scope, key_id, sealing_public_key }
    }
}

pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

pub async fn open(url: &str, origin: Option<&str>) -> Result<Socket, u16> {
    let address = format!("{}/v1/stream", url.replacen("http", "ws", 1));
    let mut request = address.into_client_request().unwrap();
    if let Some(origin) = origin {
        request.headers_mut().insert("origin", origin.parse().unwrap());
    }
    match connect_async(request).await {
        Ok((socket, _)) => Ok(socket),
        Err(tokio_tungstenite::tungstenite::Error::Http(response)) => Err(response.status().as_u16()),
        Err(error) => panic!("no answer: {error}"),
    }
}

pub async fn send(socket: &mut Socket, frame: &DeviceFrame) {
    socket.send(Message::Binary(wire::encode(frame).into())).await.unwrap();
}

/// The next frame, or how the relay closed the connection.
pub async fn next_frame(socket: &mut Socket) -> Result<RelayFrame, Option<CloseFrame>> {
    loop {
        match timeout(PATIENCE, socket.next()).await.expect("the relay says something in time") {
            None | Some(Err(_)) => return Err(None),
            Some(Ok(Message::Close(frame))) => return Err(frame),
            Some(Ok(Message::Binary(bytes))) => return Ok(wire::decode(&bytes).unwrap()),
            Some(Ok(_)) => {}
        }
    }
}

/// An open stream.
pub struct Stream {
    pub socket: Socket,
    pub log: LogId,
    pub head: u64,
    pub oldest: u64,
    request: u64,
    unread: Vec<Entry>,
    news: VecDeque<(LoginId, LoginNews)>,
}

impl Stream {
    pub async fn send(&mut self, frame: &DeviceFrame) {
        send(&mut self.socket, frame).await;
    }

    /// The next `count` entries; says that they are applied.
    pub async fn entries(&mut self, count: usize) -> Vec<Entry> {
        while self.unread.len() < count {
            match next_frame(&mut self.socket).await.expect("the stream stays open") {
                RelayFrame::Entries { entries, .. } => self.take(entries).await,
                RelayFrame::Login { login, news } => self.news.push_back((login, news)),
                other => panic!("not entries: {other:?}"),
            }
        }
        self.unread.drain(..count).collect()
    }

    async fn take(&mut self, entries: Vec<Entry>) {
        let seq = entries.last().expect("no empty frames").seq;
        self.unread.extend(entries);
        // The relay may be closing at this moment; what it sent still counts.
        let _ = self.socket.send(Message::Binary(wire::encode(&DeviceFrame::Applied { seq }).into())).await;
    }

    /// The answer to the request; entries that come meanwhile are kept.
    async fn answer(&mut self) -> Result<Vec<AppendedEntry>, RelayError> {
        loop {
            match next_frame(&mut self.socket).await.expect("the stream stays open") {
                RelayFrame::Entries { entries, .. } => self.take(entries).await,
                RelayFrame::Login { login, news } => self.news.push_back((login, news)),
                RelayFrame::Appended { request, results } if request == self.request => return Ok(results),
                RelayFrame::Done { request } if request == self.request => return Ok(Vec::new()),
                RelayFrame::Refused { request, error } if request == Some(self.request) || request.is_none() => {
                    return Err(error);
                }
                other => panic!("not the answer: {other:?}"),
            }
        }
    }

    pub async fn append(&mut self, entries: Vec<NewEntry>) -> Result<Vec<u64>, RelayError> {
        self.request += 1;
        let request = self.request;
        self.send(&DeviceFrame::Append { request, entries }).await;
        Ok(self.answer().await?.into_iter().map(|appended| appended.seq).collect())
    }

    pub async fn ask(&mut self, frame: impl FnOnce(u64) -> DeviceFrame) -> Result<(), RelayError> {
        self.request += 1;
        let frame = frame(self.request);
        self.send(&frame).await;
        self.answer().await.map(drop)
    }

    /// The whole answer to a question.
    pub async fn question(&mut self, frame: impl FnOnce(u64) -> DeviceFrame) -> Result<RelayFrame, RelayError> {
        self.request += 1;
        let frame = frame(self.request);
        self.send(&frame).await;
        loop {
            match next_frame(&mut self.socket).await.expect("the stream stays open") {
                RelayFrame::Entries { entries, .. } => self.take(entries).await,
                RelayFrame::Login { login, news } => self.news.push_back((login, news)),
                RelayFrame::Refused { error, .. } => return Err(error),
                answer => return Ok(answer),
            }
        }
    }

    /// The next news of a login of this device.
    pub async fn news(&mut self) -> (LoginId, LoginNews) {
        loop {
            if let Some(news) = self.news.pop_front() {
                return news;
            }
            match next_frame(&mut self.socket).await.expect("the stream stays open") {
                RelayFrame::Entries { entries, .. } => self.take(entries).await,
                RelayFrame::Login { login, news } => self.news.push_back((login, news)),
                other => panic!("no news: {other:?}"),
            }
        }
    }

    /// How the relay ends this stream: its last word and the close code.
    pub async fn end(&mut self) -> (Option<RelayError>, Option<u16>) {
        let mut last = None;
        loop {
            match next_frame(&mut self.socket).await {
                Ok(RelayFrame::Refused { request: None, error }) => last = Some(error),
                Ok(_) => {}
                Err(close) => return (last, close.map(|frame| u16::from(frame.code))),
            }
        }
    }
}
