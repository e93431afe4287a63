//! Getting a number to work: its code, its registration, the data of its app (reference 2.6, 6.9).

use std::sync::Arc;

use axum::http::Method;
use serde_json::{Value, json};

use super::answer::{number_for, success, unknown_object};
use super::auth::Caller;
use super::{GraphError, Request};
use crate::config::{MANAGEMENT, MESSAGING};
use crate::knobs::Endpoint;
use crate::running::Running;

pub(super) fn answer(sandbox: &Arc<Running>, request: &Request, caller: &Caller, now_ms: i64) -> Result<Value, GraphError> {
    if request.method != Method::POST {
        return Err(unknown_object(request));
    }
    let (id, params) = (&request.route.id, &request.params);
    let required = |name: &str| params.text(name).filter(|value| !value.is_empty()).ok_or_else(|| GraphError::required(name));
    sandbox.act(|world| {
        let scope = match request.route.endpoint {
            Endpoint::RequestCode | Endpoint::VerifyCode => MANAGEMENT,
            _ => MESSAGING,
        };
        number_for(world, request, caller, scope)?;
        match request.route.endpoint {
            Endpoint::Register => {
                required("messaging_product")?;
                world.register(id, &required("pin")?, params.text("data_localization_region").as_deref(), now_ms)?;
            }
            Endpoint::Deregister => world.deregister(id, now_ms)?,
            Endpoint::RequestCode => {
                let method = required("code_method")?;
                if !matches!(method.as_str(), "SMS" | "VOICE") {
                    return Err(GraphError::details(100, format!("Param code_method must be one of {{SMS, VOICE}}: {method} is not.")));
                }
                required("language")?;
                world.number_mut(id).ok_or_else(|| unknown_object(request))?.request_code(now_ms)?;
            }
            Endpoint::VerifyCode => {
                let code = required("code")?;
                world.number_mut(id).ok_or_else(|| unknown_object(request))?.verify(&code, now_ms)?;
                return Ok((json!({ "success": true, "id": id }), Vec::new()));
            }
            Endpoint::SmbAppData => {
                required("messaging_product")?;
                return world.sync_app_data(id, &required("sync_type")?, now_ms);
            }
            _ => return Err(unknown_object(request)),
        }
        Ok((success(), Vec::new()))
    })
}
