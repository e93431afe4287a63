//! Bodies that businesses send to the Graph API, read back: echoes of messages that another app sent from a shared number have this form
//! (platform reference, section 6.10).

use frontdesk_domain::ids::Wamid;
use frontdesk_domain::message::{Content, MessageKind};
use serde_json::Value;

use super::answers::blocked::BlockedUser;
use super::content::content;
use super::lenient::{list, text, words};

/// What a body asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Request {
    Message(SentBody),
    /// With or without showing that we type.
    MarkRead {
        wamid: Wamid,
        is_typing: bool,
    },
    /// The PIN is not kept.
    Register {
        data_localization_region: Option<String>,
    },
    /// The verify token is not kept.
    OverrideCallback {
        uri: String,
    },
    Block {
        users: Vec<BlockedUser>,
    },
    UploadMedia,
}

/// A message as it is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SentBody {
    /// A phone, or a group's id.
    pub to: Option<String>,
    /// A customer's user id.
    pub recipient: Option<String>,
    pub content: Content,
    /// `button`, `list`, `cta_url`, ... of an interactive message.
    pub interactive: Option<String>,
    pub template: Option<SentTemplate>,
    pub reply_to: Option<Wamid>,
    pub opaque: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SentTemplate {
    pub name: String,
    pub language: Option<String>,
    /// The types of the parts that are filled in, in their order: `header`, `body`, `button`, ...
    pub components: Vec<String>,
}

impl Request {
    /// `None` when it is no body that we know.
    pub fn read(body: &Value) -> Option<Self> {
        if let Some(uri) = text(body, "override_callback_uri") {
            return Some(Self::OverrideCallback { uri });
        }
        if text(body, "messaging_product").is_none_or(|product| product != "whatsapp") {
            return None;
        }
        if body.get("block_users").is_some_and(Value::is_array) {
            return Some(Self::Block { users: list(body, "block_users").iter().map(BlockedUser::read).collect() });
        }
        if text(body, "status").is_some_and(|status| status == "read") {
            return Some(Self::MarkRead { wamid: Wamid(text(body, "message_id")?), is_typing: body.get("typing_indicator").is_some() });
        }
        if body.get("pin").is_some() {
            return Some(Self::Register { data_localization_region: text(body, "data_localization_region") });
        }
        if body.get("file").is_some() {
            return Some(Self::UploadMedia);
        }
        SentBody::read(body).map(Self::Message)
    }
}

impl SentBody {
    /// `None` without a recipient, or when nothing says what is sent.
    pub fn read(body: &Value) -> Option<Self> {
        let (to, recipient) = (text(body, "to"), text(body, "recipient"));
        to.as_ref().or(recipient.as_ref())?;
        let mut content = content(body);
        let interactive = body.get("interactive").filter(|_| content.kind == MessageKind::Interactive);
        if let Some(interactive) = interactive {
            content.text = interactive.get("body").and_then(|body| words(body, "text"));
        }
        let template = body.get("template").filter(|_| content.kind == MessageKind::Template).and_then(SentTemplate::read);
        if content.kind == MessageKind::Other("unknown".to_owned()) {
            return None;
        }
        Some(Self {
            to,
            recipient,
            content,
            interactive: interactive.and_then(|interactive| text(interactive, "type")),
            template,
            reply_to: body.get("context").and_then(|context| text(context, "message_id")).map(Wamid),
            opaque: text(body, "biz_opaque_callback_data"),
        })
    }
}

impl SentTemplate {
    fn read(template: &Value) -> Option<Self> {
        Some(Self {
            name: text(template, "name")?,
            language: template.get("language").and_then(|language| text(language, "code")),
            components: list(template, "components").iter().filter_map(|part| text(part, "type")).collect(),
        })
    }
}
