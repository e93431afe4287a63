//! Short answers: that it is done, what was made, and the few fields of a node that were asked for.

use serde_json::{Map, Value};

use crate::meta::lenient::{flag, integer, list, scalar, text};

/// `{"success":true}`, to most changes.
pub fn succeeded(answer: &Value) -> bool {
    flag(answer, "success")
}

/// To a call that goes on in the background (`smb_app_data`, `thread_control`): webhooks tell the rest.
pub fn request_id(answer: &Value) -> Option<String> {
    text(answer, "request_id")
}

/// A node that came to be: an uploaded file, a template. Meta may choose another category than the one asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Created {
    pub id: String,
    pub status: Option<String>,
    pub category: Option<String>,
}

impl Created {
    /// `None` without an id.
    pub fn read(answer: &Value) -> Option<Self> {
        Some(Self { id: text(answer, "id")?, status: text(answer, "status"), category: text(answer, "category") })
    }
}

/// A node with just the fields that were asked for.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    pub id: String,
    fields: Map<String, Value>,
}

impl Node {
    /// `None` without an id.
    pub fn read(answer: &Value) -> Option<Self> {
        Some(Self { id: text(answer, "id")?, fields: answer.as_object()?.clone() })
    }

    /// A field that is one word or number, in Meta's words.
    pub fn word(&self, field: &str) -> Option<String> {
        self.fields.get(field).and_then(scalar)
    }

    /// `health_status`: of a number, account or template.
    pub fn health(&self) -> Option<Health> {
        self.fields.get("health_status").and_then(Health::read)
    }

    /// `quality_score`: of a template.
    pub fn quality(&self) -> Option<Quality> {
        self.fields.get("quality_score").and_then(Quality::read)
    }

    /// `official_business_account.oba_status`: of a number.
    pub fn official_account_status(&self) -> Option<String> {
        text(self.fields.get("official_business_account")?, "oba_status")
    }

    /// `analytics`: of an account. Without points when there was nothing in that time.
    pub fn analytics(&self) -> Option<Analytics> {
        let analytics = self.fields.get("analytics")?;
        let points = list(analytics, "data_points").iter().filter_map(|point| {
            let figure = |key| integer(point, key);
            Some(TrafficPoint { start: figure("start")?, end: figure("end")?, sent: figure("sent"), delivered: figure("delivered") })
        });
        Some(Analytics { granularity: text(analytics, "granularity"), points: points.collect() })
    }

    /// `conversational_automation`: of a number.
    pub fn automation(&self) -> Option<Automation> {
        let automation = self.fields.get("conversational_automation")?;
        let commands = list(automation, "commands")
            .iter()
            .filter_map(|command| Some(Command { name: text(command, "command_name")?, description: text(command, "command_description") }));
        Some(Automation {
            enable_welcome_message: flag(automation, "enable_welcome_message"),
            prompts: list(automation, "prompts").iter().filter_map(scalar).collect(),
            commands: commands.collect(),
        })
    }
}

/// Whether messages get through, and what is in their way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Health {
    /// The worst of its parts.
    pub can_send_message: Availability,
    pub entities: Vec<HealthOf>,
}

/// One part: the number, its account, the business, the app, a template.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HealthOf {
    /// `PHONE_NUMBER`, `WABA`, `BUSINESS`, `APP`, `MESSAGE_TEMPLATE`.
    pub entity_type: String,
    pub id: Option<String>,
    pub can_send_message: Availability,
    pub additional_info: Vec<String>,
    pub problems: Vec<HealthProblem>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HealthProblem {
    pub code: Option<i64>,
    pub description: Option<String>,
    pub possible_solution: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Availability {
    Available,
    Limited,
    Blocked,
    Other(String),
}

impl Availability {
    fn read(holder: &Value) -> Option<Self> {
        Some(match text(holder, "can_send_message")?.as_str() {
            "AVAILABLE" => Self::Available,
            "LIMITED" => Self::Limited,
            "BLOCKED" => Self::Blocked,
            other => Self::Other(other.to_owned()),
        })
    }
}

impl Health {
    fn read(health: &Value) -> Option<Self> {
        let entities = list(health, "entities").iter().filter_map(|entity| {
            let problems = list(entity, "errors").iter().map(|error| HealthProblem {
                code: integer(error, "error_code"),
                description: text(error, "error_description"),
                possible_solution: text(error, "possible_solution"),
            });
            Some(HealthOf {
                entity_type: text(entity, "entity_type")?,
                id: text(entity, "id"),
                can_send_message: Availability::read(entity)?,
                additional_info: list(entity, "additional_info").iter().filter_map(scalar).collect(),
                problems: problems.collect(),
            })
        });
        Some(Self { can_send_message: Availability::read(health)?, entities: entities.collect() })
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Quality {
    /// `GREEN`, `YELLOW`, `RED` or `UNKNOWN`.
    pub score: String,
    /// Unix seconds.
    pub date: Option<i64>,
}

impl Quality {
    pub(super) fn read(quality: &Value) -> Option<Self> {
        Some(Self { score: text(quality, "score")?, date: integer(quality, "date") })
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Analytics {
    pub granularity: Option<String>,
    pub points: Vec<TrafficPoint>,
}

/// Messages between two times, in Unix seconds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TrafficPoint {
    pub start: i64,
    pub end: i64,
    pub sent: Option<i64>,
    pub delivered: Option<i64>,
}

/// What the customer is offered before they write.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Automation {
    pub enable_welcome_message: bool,
    pub prompts: Vec<String>,
    pub commands: Vec<Command>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Command {
    pub name: String,
    pub description: Option<String>,
}
