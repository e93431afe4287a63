//! The display as a person has it: windows with titles, one above the other, and a pointer.
//!
//! There is no window manager, so the windows are the root's own children.

use anyhow::Context;
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ClientMessageEvent, ConnectionExt, EventMask, MOTION_NOTIFY_EVENT, MapState, Window,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

x11rb::atom_manager! {
    Atoms: AtomsCookie {
        WM_PROTOCOLS,
        WM_DELETE_WINDOW,
        _NET_WM_NAME,
        UTF8_STRING,
    }
}

/// A display to look at and to click on.
pub struct Screen {
    connection: RustConnection,
    root: Window,
    atoms: Atoms,
}

/// A window that is to be seen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shown {
    id: Window,
    pub title: String,
    pub x: i16,
    pub y: i16,
    pub width: u16,
    pub height: u16,
}

impl Screen {
    pub fn of(display: &str) -> anyhow::Result<Self> {
        let (connection, screen) = x11rb::connect(Some(display))?;
        let root = connection.setup().roots.get(screen).context("a screen")?.root;
        let atoms = Atoms::new(&connection)?.reply()?;
        Ok(Self { connection, root, atoms })
    }

    /// All windows that have a title, the lowest first.
    pub fn windows(&self) -> anyhow::Result<Vec<Shown>> {
        let mut shown = Vec::new();
        for id in self.connection.query_tree(self.root)?.reply()?.children {
            // Windows go while one looks.
            if let Ok(Some(window)) = self.look_at(id) {
                shown.push(window);
            }
        }
        Ok(shown)
    }

    /// The window with this in its title.
    pub fn window(&self, title: &str) -> anyhow::Result<Option<Shown>> {
        Ok(self.windows()?.into_iter().find(|window| window.title.contains(title)))
    }

    /// Clicks into the middle of a window.
    pub fn click(&self, window: &Shown) -> anyhow::Result<()> {
        let middle = |start: i16, length: u16| start.saturating_add_unsigned(length / 2);
        let (x, y) = (middle(window.x, window.width), middle(window.y, window.height));
        self.connection.xtest_fake_input(MOTION_NOTIFY_EVENT, 0, x11rb::CURRENT_TIME, self.root, x, y, 0)?;
        for event in [BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT] {
            self.connection.xtest_fake_input(event, 1, x11rb::CURRENT_TIME, self.root, 0, 0, 0)?;
        }
        self.connection.flush()?;
        Ok(())
    }

    /// Asks a window to close, as the cross in its corner does.
    pub fn close(&self, window: &Shown) -> anyhow::Result<()> {
        let message = ClientMessageEvent::new(32, window.id, self.atoms.WM_PROTOCOLS, [self.atoms.WM_DELETE_WINDOW, x11rb::CURRENT_TIME, 0, 0, 0]);
        self.connection.send_event(false, window.id, EventMask::NO_EVENT, message)?;
        self.connection.flush()?;
        Ok(())
    }

    fn look_at(&self, id: Window) -> anyhow::Result<Option<Shown>> {
        if self.connection.get_window_attributes(id)?.reply()?.map_state != MapState::VIEWABLE {
            return Ok(None);
        }
        let title = self.connection.get_property(false, id, self.atoms._NET_WM_NAME, self.atoms.UTF8_STRING, 0, 1024)?.reply()?.value;
        let title = String::from_utf8_lossy(&title).into_owned();
        if title.is_empty() {
            return Ok(None);
        }
        let place = self.connection.get_geometry(id)?.reply()?;
        Ok(Some(Shown { id, title, x: place.x, y: place.y, width: place.width, height: place.height }))
    }
}
