//! Failures on demand. Every rule counts how often it fired, so that a test can prove that its fault happened.

use serde::{Deserialize, Serialize};

use crate::world::{Progress, Update, UpdateKind};

/// A Graph endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Endpoint {
    /// `POST /{phone}/messages`, sends.
    Messages,
    /// `POST /{phone}/messages` with `status: read`.
    MarkRead,
    /// `GET|POST /{phone}`.
    PhoneNumber,
    /// `POST /{phone}/register`.
    Register,
    /// `POST /{phone}/deregister`.
    Deregister,
    /// `POST /{phone}/request_code`.
    RequestCode,
    /// `POST /{phone}/verify_code`.
    VerifyCode,
    /// `POST /{phone}/smb_app_data`.
    SmbAppData,
    /// `GET|POST /{phone}/whatsapp_business_profile`.
    BusinessProfile,
    /// `GET /{waba}`.
    Account,
    /// `GET /{waba}/phone_numbers`.
    PhoneNumbers,
    /// `GET /{waba}/subscribed_apps`.
    SubscribedApps,
    /// `POST|DELETE /{waba}/subscribed_apps`.
    Subscribe,
    /// `GET /{waba}/message_templates`.
    Templates,
    /// `GET /{business}`.
    Business,
    /// `GET /{business}/owned_whatsapp_business_accounts`.
    OwnedAccounts,
    /// `GET /{business}/client_whatsapp_business_accounts`.
    ClientAccounts,
    /// `GET /{app}`.
    App,
    /// `GET|POST|DELETE /{app}/subscriptions`.
    Subscriptions,
    /// `GET /debug_token`.
    DebugToken,
    /// `GET /me`.
    Me,
    /// `GET /me/businesses`.
    MeBusinesses,
    /// `GET|DELETE /{user}/permissions`.
    Permissions,
    /// `/oauth/access_token` with a code.
    CodeExchange,
    /// `/oauth/access_token` with `fb_exchange_token`.
    TokenExchange,
    /// `/oauth/access_token` for the app token, and any other use.
    AccessToken,
    /// `GET /dialog/oauth`: the login pages open.
    Dialog,
    /// `GET /{locale}/sdk.js`.
    Sdk,
    /// Anything else.
    Unknown,
}

/// What goes wrong with a Graph call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum GraphFault {
    /// Never answered, and nothing happened.
    TimeoutBeforeAccept,
    /// Never answered, yet done: the message reaches the phone.
    TimeoutAfterAccept,
    /// The connection is reset, and nothing happened.
    ResetBeforeAccept,
    /// The connection is reset, yet done.
    ResetAfterAccept,
    /// An HTTP status, for example 503, with a body or none.
    Http {
        /// The status.
        status: u16,
        /// The body; `None` = empty.
        body: Option<String>,
        /// Whether the call was done nevertheless.
        accepted: bool,
    },
    /// HTTP 429 with Meta's rate-limit error as body.
    TooManyRequests,
    /// Meta's error with this code and Meta's own words.
    MetaError {
        /// The code, for example 131000.
        code: u32,
    },
    /// Meta's error with this code, subcode and words.
    WordedError {
        /// The code, for example 190.
        code: u32,
        /// The subcode, for example 463.
        subcode: Option<u32>,
        /// `error.message`.
        message: String,
    },
    /// Accepted; then the status `failed` with this code follows by webhook.
    FailsLater {
        /// The code, for example 131026.
        code: u32,
    },
    /// Done and answered, late.
    Slow {
        /// Milliseconds between doing and answering.
        ms: u64,
    },
}

impl GraphFault {
    /// Whether it strikes only once the call has been accepted.
    pub(crate) fn after_accept(&self) -> bool {
        match self {
            Self::TimeoutAfterAccept | Self::ResetAfterAccept | Self::FailsLater { .. } | Self::Slow { .. } => true,
            Self::Http { accepted, .. } => *accepted,
            Self::TimeoutBeforeAccept | Self::ResetBeforeAccept | Self::TooManyRequests | Self::MetaError { .. } | Self::WordedError { .. } => false,
        }
    }
}

/// What happens to webhook updates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum WebhookFault {
    /// Leaves this much later.
    Delay {
        /// Milliseconds.
        ms: u64,
    },
    /// Is delivered this many times more.
    Duplicate {
        /// Extra copies.
        extra: u32,
    },
    /// Is kept until this many wait, then all leave in reverse order. Releasing the rule lets them go earlier.
    Reorder {
        /// Size of the group.
        group: usize,
    },
    /// Is kept until the rule is released.
    Hold,
}

/// Which updates a webhook rule takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UpdateFilter {
    /// All.
    Any,
    /// Inbound messages.
    Messages,
    /// Statuses of any kind.
    Statuses,
    /// Only this status.
    Status(Progress),
    /// Other fields than `messages`: about accounts and numbers.
    Notices,
}

impl UpdateFilter {
    fn takes(self, update: &Update) -> bool {
        match (self, update.kind) {
            (Self::Any, _)
            | (Self::Messages, UpdateKind::Message)
            | (Self::Statuses, UpdateKind::Status(_))
            | (Self::Notices, UpdateKind::Notice) => true,
            (Self::Status(wanted), UpdateKind::Status(is)) => wanted == is,
            (Self::Messages, UpdateKind::Status(_) | UpdateKind::Notice)
            | (Self::Statuses | Self::Status(_), UpdateKind::Message | UpdateKind::Notice)
            | (Self::Notices, UpdateKind::Message | UpdateKind::Status(_)) => false,
        }
    }
}

/// A rule's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RuleId(pub u32);

/// A rule and how often it fired.
#[derive(Clone, Debug, Serialize)]
pub struct RuleView {
    /// Its number.
    pub id: RuleId,
    /// What it does, as given.
    pub rule: RuleSpec,
    /// How many times it may still fire; `None` = for ever.
    pub remaining: Option<u32>,
    /// How many times it fired.
    pub fired: u32,
    /// Updates that it keeps.
    pub holding: usize,
}

/// What a rule does.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "on")]
pub enum RuleSpec {
    /// Calls of an endpoint; `None` = of any.
    Graph {
        /// The endpoint.
        endpoint: Option<Endpoint>,
        /// The fault.
        fault: GraphFault,
    },
    /// Webhook updates.
    Webhook {
        /// Which ones.
        updates: UpdateFilter,
        /// The fault.
        fault: WebhookFault,
    },
}

struct Rule {
    id: RuleId,
    spec: RuleSpec,
    remaining: Option<u32>,
    fired: u32,
    held: Vec<Update>,
}

/// The rules, in the order in which they were set. The first that fits strikes.
#[derive(Default)]
pub(crate) struct Knobs {
    rules: Vec<Rule>,
    next: u32,
}

/// What becomes of one update.
#[derive(Default)]
pub(crate) struct Routed {
    pub(crate) now: Vec<Update>,
    pub(crate) later: Option<(u64, Update)>,
}

impl Knobs {
    pub(crate) fn set(&mut self, spec: RuleSpec, times: Option<u32>) -> RuleId {
        self.next += 1;
        let id = RuleId(self.next);
        self.rules.push(Rule { id, spec, remaining: times, fired: 0, held: Vec::new() });
        id
    }

    /// Ends a rule, keeping its count, and hands back what it kept.
    pub(crate) fn release(&mut self, id: RuleId) -> Vec<Update> {
        let Some(rule) = self.rules.iter_mut().find(|rule| rule.id == id) else { return Vec::new() };
        rule.remaining = Some(0);
        std::mem::take(&mut rule.held)
    }

    /// Removes all rules and hands back what they kept.
    pub(crate) fn clear(&mut self) -> Vec<Update> {
        self.rules.drain(..).flat_map(|rule| rule.held).collect()
    }

    pub(crate) fn fired(&self, id: RuleId) -> u32 {
        self.rules.iter().find(|rule| rule.id == id).map_or(0, |rule| rule.fired)
    }

    pub(crate) fn views(&self) -> Vec<RuleView> {
        self.rules
            .iter()
            .map(|rule| RuleView { id: rule.id, rule: rule.spec.clone(), remaining: rule.remaining, fired: rule.fired, holding: rule.held.len() })
            .collect()
    }

    /// Takes a fault for a call. A fault that strikes only after acceptance counts once it does: see
    /// [`Knobs::struck`] and [`Knobs::give_back`].
    pub(crate) fn take_graph_fault(&mut self, called: Endpoint) -> Option<(RuleId, GraphFault)> {
        let rule = self.rules.iter_mut().find(|rule| {
            rule.remaining != Some(0)
                && matches!(&rule.spec, RuleSpec::Graph { endpoint, .. }
                    if endpoint.is_none_or(|endpoint| endpoint == called))
        })?;
        rule.remaining = rule.remaining.map(|left| left - 1);
        match &rule.spec {
            RuleSpec::Graph { fault, .. } => Some((rule.id, fault.clone())),
            RuleSpec::Webhook { .. } => None,
        }
    }

    pub(crate) fn struck(&mut self, id: RuleId) {
        if let Some(rule) = self.rules.iter_mut().find(|rule| rule.id == id) {
            rule.fired += 1;
        }
    }

    pub(crate) fn give_back(&mut self, id: RuleId) {
        if let Some(rule) = self.rules.iter_mut().find(|rule| rule.id == id) {
            rule.remaining = rule.remaining.map(|left| left + 1);
        }
    }

    pub(crate) fn route(&mut self, update: Update) -> Routed {
        let mut routed = Routed::default();
        let found = self.rules.iter_mut().find_map(|rule| {
            let fault = match &rule.spec {
                RuleSpec::Webhook { updates, fault } if updates.takes(&update) => fault.clone(),
                RuleSpec::Webhook { .. } | RuleSpec::Graph { .. } => return None,
            };
            (rule.remaining != Some(0)).then_some((rule, fault))
        });
        let Some((rule, fault)) = found else {
            routed.now.push(update);
            return routed;
        };
        rule.remaining = rule.remaining.map(|left| left - 1);
        match fault {
            WebhookFault::Delay { ms } => {
                rule.fired += 1;
                routed.later = Some((ms, update));
            }
            WebhookFault::Duplicate { extra } => {
                rule.fired += 1;
                routed.now = vec![update; extra as usize + 1];
            }
            WebhookFault::Reorder { group } => {
                rule.held.push(update);
                if rule.held.len() >= group {
                    rule.fired += 1;
                    routed.now = std::mem::take(&mut rule.held).into_iter().rev().collect();
                }
            }
            WebhookFault::Hold => {
                rule.fired += 1;
                rule.held.push(update);
            }
        }
        routed
    }
}
