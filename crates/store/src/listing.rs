//! Pages of the list of conversations: filtered, sorted, and each found by an index.

use std::fmt::Write;
use std::str::FromStr;

use frontdesk_domain::ids::{ConversationId, LabelId, MemberId, PhoneNumberId};
use frontdesk_domain::time::Millis;
use frontdesk_domain::window::{CLOSING_MS, Window};
use sqlx::{AssertSqlSafe, query, query_as};
use uuid::Uuid;

use crate::bulk::{hex_list, text_list};
use crate::error::StoreError;
use crate::inbox::{LISTED_COLUMNS, LISTED_WITH, ListedConversation, listed};
use crate::work::{CLOSED, OPEN, SNOOZED};

/// Which conversations are listed, and in which order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConversationQuery {
    /// Snoozes and windows end with time.
    pub now: Millis,
    pub shown: Shown,
    /// Only those with a message of the customer that the reader has not seen.
    pub unread_only: bool,
    /// With any of these labels; empty for all.
    pub labels: Vec<LabelId>,
    /// On one of these numbers; empty for all.
    pub numbers: Vec<PhoneNumberId>,
    pub window: WindowShown,
    pub sort: Sort,
}

impl ConversationQuery {
    /// Everything, newest first.
    pub fn all(now: Millis) -> Self {
        Self { now, shown: Shown::All, unread_only: false, labels: Vec::new(), numbers: Vec::new(), window: WindowShown::Any, sort: Sort::Newest }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shown {
    Open,
    Snoozed,
    Closed,
    All,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WindowShown {
    Any,
    Open,
    /// Open for less than [`CLOSING_MS`].
    Closing,
    Closed,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    /// Pinned ones, then the newest activity.
    Newest,
    /// Customers who wait for an answer, the longest first; then the others as in `Newest`.
    LongestWaiting,
    /// Open windows, the first to close first; then the others as in `Newest`.
    ClosingSoon,
}

/// Where a page of the list ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ConversationPosition {
    part: Part,
    pinned: bool,
    /// What the part is sorted by.
    at: Millis,
    id: ConversationId,
}

/// `{part}.{pinned}.{milliseconds}.{id}`
impl std::fmt::Display for ConversationPosition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}.{}", self.part as u8, u8::from(self.pinned), self.at.0, self.id)
    }
}

impl FromStr for ConversationPosition {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        let read = || {
            let mut fields = text.splitn(4, '.');
            let part = match fields.next()? {
                "0" => Part::Activity,
                "1" => Part::Waiting,
                "2" => Part::Window,
                _ => return None,
            };
            let pinned = fields.next()? == "1";
            Some(Self { part, pinned, at: Millis(fields.next()?.parse().ok()?), id: fields.next()?.parse().ok()? })
        };
        read().ok_or_else(|| StoreError::Other("not the end of a page".to_owned()))
    }
}

/// A page of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConversationPage {
    pub rows: Vec<ListedConversation>,
    /// `None` at the end.
    pub next: Option<ConversationPosition>,
}

/// A sort is one or two parts, each of which walks one index.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    Activity = 0,
    Waiting = 1,
    Window = 2,
}

impl Part {
    fn of(sort: Sort) -> &'static [Self] {
        match sort {
            Sort::Newest => &[Self::Activity],
            Sort::LongestWaiting => &[Self::Waiting, Self::Activity],
            Sort::ClosingSoon => &[Self::Window, Self::Activity],
        }
    }

    fn index(self) -> &'static str {
        match self {
            Self::Activity => "conversation_by_activity",
            Self::Waiting => "conversation_by_waiting",
            Self::Window => "conversation_by_window",
        }
    }

    /// What belongs to the part and comes after the position (`?7`, `?8`, `?9`).
    fn rows(self, sort: Sort) -> &'static str {
        match (self, sort) {
            (Self::Activity, Sort::Newest) => "(i.pinned, i.active_at, i.id) < (?7, ?8, ?9)",
            (Self::Activity, Sort::LongestWaiting) => "(i.pinned, i.active_at, i.id) < (?7, ?8, ?9) AND i.waiting_since IS NULL",
            (Self::Activity, Sort::ClosingSoon) => "(i.pinned, i.active_at, i.id) < (?7, ?8, ?9) AND ifnull(i.last_inbound_at < ?3, 1)",
            (Self::Waiting, _) => "i.waiting_since IS NOT NULL AND (i.waiting_since, i.id) > (?8, ?9)",
            (Self::Window, _) => "i.last_inbound_at IS NOT NULL AND (i.last_inbound_at, i.id) > (?8, ?9)",
        }
    }

    fn order(self) -> &'static str {
        match self {
            Self::Activity => "pinned DESC, active_at DESC, id DESC",
            Self::Waiting => "waiting_since, id",
            Self::Window => "last_inbound_at, id",
        }
    }

    /// Before everything in the part.
    fn start(self, opened: Millis) -> (bool, i64, Uuid) {
        match self {
            Self::Activity => (true, i64::MAX, Uuid::max()),
            Self::Waiting => (false, i64::MIN, Uuid::nil()),
            // Only open windows are in it.
            Self::Window => (false, opened.0 - 1, Uuid::max()),
        }
    }

    fn position(self, row: &ListedConversation) -> ConversationPosition {
        let conversation = &row.conversation;
        let at = match self {
            Self::Activity => conversation.last.map(|(at, _)| at),
            Self::Waiting => row.waiting_since,
            Self::Window => conversation.last_inbound_at,
        };
        ConversationPosition { part: self, pinned: conversation.worked.pinned.value, at: at.unwrap_or(Millis(0)), id: conversation.id }
    }
}

/// Statuses as the list walks them, one after the other in the same order and merged.
fn branches(shown: Shown) -> &'static [(i64, &'static str)] {
    match shown {
        Shown::Open => &[(OPEN, ""), (SNOOZED, " AND i.snoozed_until <= ?2")],
        Shown::Snoozed => &[(SNOOZED, " AND i.snoozed_until > ?2")],
        Shown::Closed => &[(CLOSED, "")],
        Shown::All => &[(OPEN, ""), (SNOOZED, ""), (CLOSED, "")],
    }
}

/// Which rows pass, in SQL.
fn filters(wanted: &ConversationQuery) -> String {
    let mut sql = String::new();
    if wanted.unread_only {
        sql += " AND i.last_inbound_at > coalesce((SELECT r.through FROM read_mark r WHERE r.conversation_id = i.id AND r.member_id = ?1), \
                -9223372036854775808)";
    }
    if !wanted.labels.is_empty() {
        sql += " AND EXISTS (SELECT 1 FROM conversation_label l WHERE l.conversation_id = i.id AND l.label_id IN (SELECT unhex(value) FROM json_each(?5)))";
    }
    if !wanted.numbers.is_empty() {
        sql += " AND i.phone_number_id IN (SELECT value FROM json_each(?6))";
    }
    sql += match wanted.window {
        WindowShown::Any => "",
        WindowShown::Open => " AND i.last_inbound_at >= ?3",
        WindowShown::Closing => " AND i.last_inbound_at >= ?3 AND i.last_inbound_at < ?4",
        WindowShown::Closed => " AND ifnull(i.last_inbound_at < ?3, 1)",
    };
    sql
}

/// One page of one part.
fn sql(wanted: &ConversationQuery, part: Part) -> String {
    let (index, rows, order, filters) = (part.index(), part.rows(wanted.sort), part.order(), filters(wanted));
    let mut page = String::new();
    for (at, (status, more)) in branches(wanted.shown).iter().enumerate() {
        let union = if at == 0 { "" } else { " UNION ALL " };
        // Writing to a string does not fail.
        let _ = write!(page, "{union}SELECT i.* FROM conversation i INDEXED BY {index} WHERE i.status = {status}{more} AND {rows}{filters}");
    }
    // CROSS: the page is found first, and what its rows show is looked up row by row.
    format!("SELECT {LISTED_COLUMNS} FROM ({page} ORDER BY {order} LIMIT ?10) c CROSS {LISTED_WITH}")
}

impl crate::Store {
    /// A page of the list as `reader` sees it, after `after`.
    pub async fn list_conversations(
        &self,
        reader: MemberId,
        wanted: &ConversationQuery,
        after: Option<ConversationPosition>,
        limit: u32,
    ) -> Result<ConversationPage, StoreError> {
        let parts = Part::of(wanted.sort);
        let from = after.and_then(|position| parts.iter().position(|part| *part == position.part)).unwrap_or(0);
        let opened = Window::first_open(wanted.now);
        let (labels, numbers) = (hex_list(wanted.labels.iter().map(|id| id.0)), text_list(wanted.numbers.iter().map(PhoneNumberId::as_str))?);
        let (mut items, mut last) = (Vec::new(), Part::Activity);
        for part in &parts[from..] {
            let (pinned, at, id) = match after.filter(|position| position.part == *part) {
                Some(position) => (position.pinned, position.at.0, position.id.0),
                None => part.start(opened),
            };
            let room = limit.saturating_sub(u32::try_from(items.len()).unwrap_or(u32::MAX));
            let rows = query(AssertSqlSafe(sql(wanted, *part)))
                .bind(reader.0)
                .bind(wanted.now.0)
                .bind(opened.0)
                .bind(Window::first_open(wanted.now.plus_ms(CLOSING_MS)).0)
                .bind(labels.clone())
                .bind(numbers.clone())
                .bind(pinned)
                .bind(at)
                .bind(id)
                .bind(room)
                .fetch_all(&self.readers)
                .await?;
            if !rows.is_empty() {
                last = *part;
            }
            items.extend(rows.iter().map(listed).collect::<Result<Vec<_>, _>>()?);
            if items.len() >= limit as usize {
                break;
            }
        }
        let next = if items.len() == limit as usize { items.last().map(|row| last.position(row)) } else { None };
        Ok(ConversationPage { rows: self.with_last(items).await?, next })
    }
}

/// How many conversations there are of each kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    pub open: u32,
    /// Open ones with a message of the customer that the reader has not seen.
    pub unread: u32,
    pub snoozed: u32,
    pub closed: u32,
    /// Open ones whose window is open for less than [`CLOSING_MS`].
    pub closing_soon: u32,
}

/// Each reads only an index, and a read mark where the window's index says that there was something to read.
const COUNTS: &str = "SELECT \
    (SELECT count(*) FROM conversation INDEXED BY conversation_by_activity WHERE status = 0) AS open, \
    (SELECT count(*) FROM conversation INDEXED BY conversation_by_activity WHERE status = 2) AS closed, \
    (SELECT count(*) FROM conversation INDEXED BY conversation_by_wake WHERE status = 1 AND snoozed_until <= ?2) AS woken, \
    (SELECT count(*) FROM conversation INDEXED BY conversation_by_wake WHERE status = 1 AND snoozed_until > ?2) AS snoozed, \
    (SELECT count(*) FROM conversation c INDEXED BY conversation_by_window WHERE c.status = 0 AND c.last_inbound_at IS NOT NULL \
        AND c.last_inbound_at > coalesce((SELECT r.through FROM read_mark r WHERE r.conversation_id = c.id AND r.member_id = ?1), \
        -9223372036854775808)) AS unread, \
    (SELECT count(*) FROM conversation c INDEXED BY conversation_by_window WHERE c.status = 1 AND c.last_inbound_at IS NOT NULL \
        AND c.snoozed_until <= ?2 \
        AND c.last_inbound_at > coalesce((SELECT r.through FROM read_mark r WHERE r.conversation_id = c.id AND r.member_id = ?1), \
        -9223372036854775808)) AS woken_unread, \
    (SELECT count(*) FROM conversation c INDEXED BY conversation_by_window WHERE c.status = 0 \
        AND c.last_inbound_at >= ?3 AND c.last_inbound_at < ?4) AS closing, \
    (SELECT count(*) FROM conversation c INDEXED BY conversation_by_window WHERE c.status = 1 AND c.snoozed_until <= ?2 \
        AND c.last_inbound_at >= ?3 AND c.last_inbound_at < ?4) AS woken_closing";

impl crate::Store {
    /// How many conversations there are, as `reader` sees them at `now`.
    pub async fn counts(&self, reader: MemberId, now: Millis) -> Result<Counts, StoreError> {
        let (opened, closing) = (Window::first_open(now), Window::first_open(now.plus_ms(CLOSING_MS)));
        let row: CountsRow = query_as(COUNTS).bind(reader.0).bind(now.0).bind(opened.0).bind(closing.0).fetch_one(&self.readers).await?;
        Ok(Counts {
            open: row.open + row.woken,
            unread: row.unread + row.woken_unread,
            snoozed: row.snoozed,
            closed: row.closed,
            closing_soon: row.closing + row.woken_closing,
        })
    }
}

#[derive(sqlx::FromRow)]
struct CountsRow {
    open: u32,
    closed: u32,
    woken: u32,
    snoozed: u32,
    unread: u32,
    woken_unread: u32,
    closing: u32,
    woken_closing: u32,
}
