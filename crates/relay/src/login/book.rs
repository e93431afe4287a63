//! All logins, by what the browser brings and by the device that waits.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use frontdesk_domain::ids::{DeviceId, WorkspaceId};
use frontdesk_domain::time::Millis;
use frontdesk_relay_api::{LoginId, LoginNews, LoginRequest, LoginWay, RelayError, SignupEvent};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::one::{Login, Stage};
use crate::clock;
use crate::metrics::{LoginCount, Metrics};

/// Logins in memory, of one device and of all. A device that starts more loses its oldest.
const MOST_OF_A_DEVICE: usize = 4;
const MOST: usize = 1000;

/// How long a device may still learn that a login's time is over.
const AFTERMATH: Duration = Duration::from_secs(60);

/// Whose login it is. Nobody else hears of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct LoginKey {
    pub workspace: WorkspaceId,
    pub device: DeviceId,
    pub login: LoginId,
}

/// How many news of each login a connection has passed on, by the login's serial.
#[derive(Default)]
pub(crate) struct Seen(HashMap<u64, usize>);

#[derive(Default)]
struct Inner {
    logins: HashMap<LoginKey, Login>,
    tickets: HashMap<String, LoginKey>,
    states: HashMap<String, LoginKey>,
    last_serial: u64,
}

impl Inner {
    fn remove(&mut self, key: &LoginKey) -> Option<Login> {
        let login = self.logins.remove(key)?;
        self.tickets.remove(&login.ticket);
        if let Some(state) = &login.state {
            self.states.remove(state);
        }
        Some(login)
    }
}

pub(crate) struct LoginBook {
    inner: Mutex<Inner>,
    /// Changes whenever some login has news.
    changed: watch::Sender<()>,
    lifetime: Duration,
    metrics: Arc<Metrics>,
    closing: CancellationToken,
}

/// 128 random bits as text that fits into an address.
pub(crate) fn random_text() -> Result<String, getrandom::Error> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes)?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

impl LoginBook {
    pub fn new(lifetime: Duration, metrics: Arc<Metrics>, closing: CancellationToken) -> Self {
        Self { inner: Mutex::default(), changed: watch::Sender::new(()), lifetime, metrics, closing }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Every change is made in one step; a panic elsewhere can't leave it half-made.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes after which [`LoginBook::news`] may have more.
    pub fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    /// Starts a login and gives `(ticket, expires_at)`; the same ones again for the same login while it is open.
    pub fn start(
        self: &Arc<Self>,
        key: LoginKey,
        request: LoginRequest,
        app_id: String,
        config_id: Option<String>,
    ) -> Result<(String, Millis), RelayError> {
        let busy = |_| RelayError::Overloaded { retry_after_ms: 1000 };
        let ticket = random_text().map_err(busy)?;
        let state = match request.way {
            LoginWay::Login => Some(random_text().map_err(busy)?),
            LoginWay::Signup => None,
        };
        let lifetime_ms = i64::try_from(self.lifetime.as_millis()).unwrap_or(i64::MAX);
        let expires_at = clock::now().plus_ms(lifetime_ms);
        let serial = {
            let mut inner = self.lock();
            match inner.logins.get(&key) {
                Some(known) if *known.stage() == Stage::Open && known.request == request => return Ok((known.ticket.clone(), known.expires_at)),
                Some(_) => return Err(RelayError::BadRequest { why: "this login was started before; start another one".to_owned() }),
                None => {}
            }
            let mut of_device: Vec<(u64, LoginKey)> = inner
                .logins
                .iter()
                .filter(|(other, _)| other.workspace == key.workspace && other.device == key.device)
                .map(|(other, login)| (login.serial, *other))
                .collect();
            if of_device.len() >= MOST_OF_A_DEVICE {
                of_device.sort_unstable_by_key(|(serial, _)| *serial);
                inner.remove(&of_device[0].1);
            } else if inner.logins.len() >= MOST {
                return Err(RelayError::TooManyLogins);
            }
            inner.last_serial += 1;
            let serial = inner.last_serial;
            inner.tickets.insert(ticket.clone(), key);
            if let Some(state) = &state {
                inner.states.insert(state.clone(), key);
            }
            inner.logins.insert(key, Login::new(serial, request, app_id, config_id, ticket.clone(), state, expires_at));
            serial
        };
        self.metrics.login(LoginCount::Started);
        tokio::spawn(self.clone().end_in_time(key, serial));
        Ok((ticket, expires_at))
    }

    async fn end_in_time(self: Arc<Self>, key: LoginKey, serial: u64) {
        let over = async {
            tokio::time::sleep(self.lifetime).await;
            // What was fetched, cancelled or refused is of no use any more; who waits for an end gets it.
            let ended = matches!(self.with_serial(&key, serial, |login| login.stage().clone()), Some(Stage::Open | Stage::Exchanging));
            if ended {
                self.end(&key, LoginCount::Expired, |login| login.serial == serial && login.expired());
                tokio::time::sleep(AFTERMATH).await;
            }
        };
        tokio::select! {
            () = over => {}
            () = self.closing.cancelled() => {}
        }
        let mut inner = self.lock();
        if inner.logins.get(&key).is_some_and(|login| login.serial == serial) {
            inner.remove(&key);
        }
    }

    fn with_serial<T>(&self, key: &LoginKey, serial: u64, read: impl FnOnce(&Login) -> T) -> Option<T> {
        self.lock().logins.get(key).filter(|login| login.serial == serial).map(read)
    }

    /// Forgets a login of this device, whatever became of it.
    pub fn cancel(&self, key: &LoginKey) {
        let removed = self.lock().remove(key);
        if removed.is_some_and(|login| *login.stage() == Stage::Open) {
            self.metrics.login(LoginCount::Cancelled);
        }
    }

    /// The login whose page this is.
    pub fn by_ticket(&self, ticket: &str) -> Option<LoginKey> {
        self.lock().tickets.get(ticket).copied()
    }

    /// The login that Meta's redirect belongs to. A state is good for one redirect, whatever that brings.
    pub fn take_state(&self, state: &str) -> Option<LoginKey> {
        self.lock().states.remove(state)
    }

    pub fn read<T>(&self, key: &LoginKey, read: impl FnOnce(&Login) -> T) -> Option<T> {
        self.lock().logins.get(key).map(read)
    }

    pub fn opened(&self, key: &LoginKey) {
        self.change(key, Login::opened);
    }

    /// Whether the caller is the one to exchange the code.
    pub fn code_came(&self, key: &LoginKey) -> bool {
        self.change(key, Login::code_came)
    }

    pub fn signup_said(&self, key: &LoginKey, event: SignupEvent) {
        if event.event == "CANCEL" {
            self.end(key, LoginCount::Cancelled, |login| login.signup_said(event));
        } else {
            self.change(key, |login| login.signup_said(event));
        }
    }

    pub fn cancelled(&self, key: &LoginKey, words: Option<String>) {
        self.end(key, LoginCount::Cancelled, |login| login.cancelled(None, words));
    }

    pub fn failed(&self, key: &LoginKey, step: &str, words: String, code: Option<i64>, subcode: Option<i64>) {
        self.end(key, LoginCount::Failed, |login| login.failed(step, words, code, subcode));
    }

    pub fn exchanged(&self, key: &LoginKey, sealed: Vec<u8>) {
        self.end(key, LoginCount::Exchanged, |login| login.exchanged(sealed));
    }

    /// What Embedded Signup said, waiting a little when it has not spoken yet.
    pub async fn signup_within(&self, key: &LoginKey, patience: Duration) -> Option<SignupEvent> {
        let mut changes = self.changes();
        let spoken = async {
            loop {
                changes.borrow_and_update();
                match self.read(key, |login| login.signup().cloned()) {
                    None => return None,
                    Some(Some(event)) => return Some(event),
                    Some(None) => changes.changed().await.ok()?,
                }
            }
        };
        tokio::time::timeout(patience, spoken).await.ok().flatten()
    }

    /// The news of this device's logins that a connection has not passed on yet.
    pub fn news(&self, workspace: WorkspaceId, device: DeviceId, seen: &mut Seen) -> Vec<(LoginId, LoginNews)> {
        let inner = self.lock();
        let mut logins: Vec<(&LoginKey, &Login)> =
            inner.logins.iter().filter(|(key, _)| key.workspace == workspace && key.device == device).collect();
        logins.sort_unstable_by_key(|(_, login)| login.serial);
        seen.0.retain(|serial, _| logins.iter().any(|(_, login)| login.serial == *serial));
        let mut news = Vec::new();
        for (key, login) in logins {
            let passed_on = seen.0.entry(login.serial).or_insert(0);
            news.extend(login.news().iter().skip(*passed_on).map(|one| (key.login, one.clone())));
            *passed_on = login.news().len();
        }
        news
    }

    /// Changes a login that is still known; `false` when it was no change.
    fn change(&self, key: &LoginKey, change: impl FnOnce(&mut Login) -> bool) -> bool {
        let changed = self.lock().logins.get_mut(key).is_some_and(change);
        if changed {
            self.changed.send_replace(());
        }
        changed
    }

    /// [`Self::change`], counted.
    fn end(&self, key: &LoginKey, end: LoginCount, change: impl FnOnce(&mut Login) -> bool) {
        if self.change(key, change) {
            self.metrics.login(end);
        }
    }
}

#[cfg(test)]
mod tests {
    use frontdesk_relay_api::SealingPrivateKey;
    use uuid::Uuid;

    use super::*;

    fn book() -> Arc<LoginBook> {
        lasting(Duration::from_secs(600))
    }

    fn lasting(lifetime: Duration) -> Arc<LoginBook> {
        Arc::new(LoginBook::new(lifetime, Arc::default(), CancellationToken::new()))
    }

    fn key(device: u128, login: u128) -> LoginKey {
        LoginKey { workspace: WorkspaceId(Uuid::from_u128(1)), device: DeviceId(Uuid::from_u128(device)), login: LoginId(Uuid::from_u128(login)) }
    }

    fn request(key: &LoginKey, way: LoginWay) -> LoginRequest {
        LoginRequest {
            login: key.login,
            way,
            coexistence: false,
            app_id: None,
            sealed_to: SealingPrivateKey::from_bytes(&[7; 32]).unwrap().public_key(),
        }
    }

    fn start(book: &Arc<LoginBook>, key: LoginKey) -> Result<String, RelayError> {
        book.start(key, request(&key, LoginWay::Login), "12".into(), None).map(|(ticket, _)| ticket)
    }

    #[tokio::test]
    async fn the_same_request_gets_the_same_ticket_while_it_is_open() {
        let book = book();
        let ticket = start(&book, key(1, 1)).unwrap();
        assert_eq!(ticket.len(), 32);
        assert_eq!(start(&book, key(1, 1)).unwrap(), ticket);
        assert_ne!(start(&book, key(2, 1)).unwrap(), ticket, "another device's login of the same id");
        let other = book.start(key(1, 1), request(&key(1, 1), LoginWay::Signup), "12".into(), None);
        assert_eq!(other.unwrap_err().code(), "bad_request");
        book.code_came(&key(1, 1));
        assert_eq!(start(&book, key(1, 1)).unwrap_err().code(), "bad_request");
    }

    #[tokio::test]
    async fn a_state_is_good_once_and_names_its_login() {
        let book = book();
        start(&book, key(1, 1)).unwrap();
        start(&book, key(2, 1)).unwrap();
        let state = book.read(&key(2, 1), |login| login.state.clone().unwrap()).unwrap();
        assert_ne!(Some(&state), book.read(&key(1, 1), |login| login.state.clone()).unwrap().as_ref());
        assert_eq!(book.take_state(&state), Some(key(2, 1)));
        assert_eq!(book.take_state(&state), None);
        assert_eq!(book.take_state(""), None);
        let ticket = book.read(&key(1, 1), |login| login.ticket.clone()).unwrap();
        assert_eq!(book.take_state(&ticket), None, "a ticket is no state");
    }

    #[tokio::test]
    async fn memory_is_bounded_per_device_and_in_total() {
        let book = book();
        let first = start(&book, key(1, 0)).unwrap();
        for login in 1..=4 {
            start(&book, key(1, login)).unwrap();
        }
        assert_eq!(book.by_ticket(&first), None, "the oldest of five is gone");
        for device in 2..=u128::try_from(MOST).unwrap() {
            let _ = start(&book, key(device, 0));
        }
        assert_eq!(start(&book, key(9999, 0)), Err(RelayError::TooManyLogins));
        assert!(start(&book, key(1, 9)).is_ok(), "who has some trades the oldest in");
        book.cancel(&key(1, 9));
        assert!(start(&book, key(9999, 0)).is_ok());
    }

    #[tokio::test]
    async fn each_connection_hears_all_news_of_its_own_device() {
        let book = book();
        start(&book, key(1, 1)).unwrap();
        book.opened(&key(1, 1));
        let (workspace, device) = (key(1, 1).workspace, key(1, 1).device);
        let mut first = Seen::default();
        assert_eq!(book.news(workspace, device, &mut first), [(key(1, 1).login, LoginNews::Opened)]);
        assert_eq!(book.news(workspace, device, &mut first), []);
        book.code_came(&key(1, 1));
        assert_eq!(book.news(workspace, device, &mut first), [(key(1, 1).login, LoginNews::CodeReceived)]);
        assert_eq!(book.news(workspace, device, &mut Seen::default()).len(), 2, "a new connection");
        assert_eq!(book.news(workspace, key(2, 1).device, &mut Seen::default()), [], "another device");
        assert_eq!(book.news(WorkspaceId(Uuid::from_u128(2)), device, &mut Seen::default()), [], "another workspace");
    }

    #[tokio::test]
    async fn time_runs_out_for_a_login_that_nobody_finished() {
        let book = lasting(Duration::from_millis(20));
        let mut changes = book.changes();
        start(&book, key(1, 1)).unwrap();
        changes.changed().await.unwrap();
        assert_eq!(book.read(&key(1, 1), |login| login.news().to_vec()), Some(vec![LoginNews::Expired]));
        assert!(!book.code_came(&key(1, 1)));
    }

    #[tokio::test]
    async fn an_outcome_is_forgotten_when_the_login_ends() {
        let book = lasting(Duration::from_millis(20));
        let ticket = start(&book, key(1, 1)).unwrap();
        assert!(book.code_came(&key(1, 1)));
        book.exchanged(&key(1, 1), vec![1]);
        assert_eq!(book.news(key(1, 1).workspace, key(1, 1).device, &mut Seen::default()).len(), 2, "until then it waits");
        while book.by_ticket(&ticket).is_some() {
            tokio::task::yield_now().await;
        }
        assert_eq!(book.news(key(1, 1).workspace, key(1, 1).device, &mut Seen::default()), []);
    }
}
