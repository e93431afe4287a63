//! Scripts and styles of the login pages.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::config::ClosedWindow;

/// Name, type and text of each file.
const ASSETS: &[(&str, &str, &str)] =
    &[("dialog.css", "text/css; charset=utf-8", include_str!("dialog.css")), ("done.js", "text/javascript; charset=utf-8", include_str!("done.js"))];

const SDK: &str = include_str!("sdk.js");

pub(super) async fn asset(Path(name): Path<String>) -> Response {
    match ASSETS.iter().find(|(known, _, _)| *known == name) {
        Some((_, kind, text)) => serve(kind, (*text).to_owned()),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

pub(super) fn sdk(closed_window: ClosedWindow) -> Response {
    let answers = match closed_window {
        ClosedWindow::Answers => "true",
        ClosedWindow::Silent => "false",
    };
    serve("application/x-javascript; charset=utf-8", SDK.replace("ANSWERS_WHEN_CLOSED", answers))
}

fn serve(kind: &'static str, text: String) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache"), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")], text).into_response()
}
