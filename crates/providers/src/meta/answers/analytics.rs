//! Figures: what messages cost, and how templates did.

use serde_json::Value;

use crate::meta::lenient::{integer, list, text};

/// Messages of one kind between two times (Unix seconds), and their cost in the account's currency.
#[derive(Clone, PartialEq, Debug)]
pub struct PricingPoint {
    pub start: i64,
    pub end: i64,
    pub phone_number: Option<String>,
    pub country: Option<String>,
    /// `0:1000`, `0:MAX`.
    pub tier: Option<String>,
    /// `REGULAR`, `FREE_CUSTOMER_SERVICE`, `FREE_ENTRY_POINT`.
    pub pricing_type: Option<String>,
    pub pricing_category: Option<String>,
    pub volume: Option<i64>,
    /// Hidden from businesses that pay through a partner.
    pub cost: Option<f64>,
}

impl PricingPoint {
    /// `GET /{waba}?fields=pricing_analytics...`; `None` without the field.
    pub fn read_all(answer: &Value) -> Option<Vec<Self>> {
        let series = list(answer.get("pricing_analytics")?, "data");
        let points = series.iter().flat_map(|series| list(series, "data_points"));
        Some(points.filter_map(Self::read).collect())
    }

    fn read(point: &Value) -> Option<Self> {
        let word = |key| text(point, key);
        Some(Self {
            start: integer(point, "start")?,
            end: integer(point, "end")?,
            phone_number: word("phone_number"),
            country: word("country"),
            tier: word("tier"),
            pricing_type: word("pricing_type"),
            pricing_category: word("pricing_category"),
            volume: integer(point, "volume"),
            cost: amount(point, "cost"),
        })
    }
}

/// A template's figures between two times (Unix seconds).
#[derive(Clone, PartialEq, Debug)]
pub struct TemplatePoint {
    pub template_id: String,
    pub start: i64,
    pub end: i64,
    pub sent: Option<i64>,
    pub delivered: Option<i64>,
    pub read: Option<i64>,
    pub replied: Option<i64>,
    pub clicked: Vec<Click>,
    /// By Meta's name for it (`amount_spent`, ...); without an amount when there was none to tell.
    pub cost: Vec<(String, Option<f64>)>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Click {
    pub kind: Option<String>,
    pub button: Option<String>,
    pub count: i64,
}

impl TemplatePoint {
    /// `GET /{waba}/template_analytics`; `None` without a list of series.
    pub fn read_all(answer: &Value) -> Option<Vec<Self>> {
        answer.get("data")?.as_array()?;
        let series = list(answer, "data");
        series.iter().all(|series| series.get("granularity").is_some()).then_some(())?;
        Some(series.iter().flat_map(|series| list(series, "data_points")).filter_map(Self::of).collect())
    }

    fn of(point: &Value) -> Option<Self> {
        let figure = |key| integer(point, key);
        let clicks = list(point, "clicked").iter().map(|click| Click {
            kind: text(click, "type"),
            button: text(click, "button_content"),
            count: integer(click, "count").unwrap_or(0),
        });
        let costs = list(point, "cost").iter().filter_map(|cost| Some((text(cost, "type")?, amount(cost, "value"))));
        Some(Self {
            template_id: text(point, "template_id")?,
            start: figure("start")?,
            end: figure("end")?,
            sent: figure("sent"),
            delivered: figure("delivered"),
            read: figure("read"),
            replied: figure("replied"),
            clicked: clicks.collect(),
            cost: costs.collect(),
        })
    }
}

fn amount(holder: &Value, key: &str) -> Option<f64> {
    text(holder, key)?.parse().ok()
}
