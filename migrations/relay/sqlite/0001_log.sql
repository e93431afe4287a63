-- Ids are 16-byte blobs, times are milliseconds since the epoch. An empty `inbox` stands for the whole workspace, an empty
-- `author` for the relay itself.

-- One row: written at every start, so that durability settings can be read back after a real WAL transaction.
CREATE TABLE opened (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    opened_at INTEGER NOT NULL
) STRICT;

CREATE TABLE workspace (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    log BLOB NOT NULL CHECK (length(log) = 16),
    name TEXT NOT NULL,
    -- The last sequence number given out, and the last one no longer kept.
    head INTEGER NOT NULL DEFAULT 0,
    trimmed_through INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE device (
    workspace INTEGER NOT NULL REFERENCES workspace (no),
    id BLOB NOT NULL CHECK (length(id) = 16),
    public_key BLOB NOT NULL CHECK (length(public_key) = 32),
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;

-- The newest key of a scope is the one with the highest `no`.
CREATE TABLE scope_key (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace INTEGER NOT NULL REFERENCES workspace (no),
    inbox BLOB NOT NULL CHECK (length(inbox) IN (0, 16)),
    key_id BLOB NOT NULL CHECK (length(key_id) = 16),
    sealing_public_key BLOB NOT NULL CHECK (length(sealing_public_key) = 32),
    created_at INTEGER NOT NULL,
    UNIQUE (workspace, key_id)
) STRICT;

CREATE TABLE route (
    phone_number_id TEXT PRIMARY KEY,
    workspace INTEGER NOT NULL REFERENCES workspace (no),
    waba_id TEXT NOT NULL,
    inbox BLOB NOT NULL CHECK (length(inbox) IN (0, 16))
) STRICT, WITHOUT ROWID;

-- The log. Everything readable in it is listed here; the body is sealed.
CREATE TABLE entry (
    no INTEGER PRIMARY KEY,
    workspace INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    id BLOB NOT NULL,
    author BLOB NOT NULL,
    inbox BLOB NOT NULL,
    kind TEXT NOT NULL,
    key_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    body BLOB NOT NULL,
    UNIQUE (workspace, seq),
    UNIQUE (workspace, id)
) STRICT;

-- Keyed hashes of the provider updates of the last days: a provider's repetition changes nothing. The relay holds them all in
-- memory and only appends here, so there is no index; `no` grows with time, so the oldest are the first.
CREATE TABLE seen (
    no INTEGER PRIMARY KEY,
    workspace INTEGER NOT NULL,
    hash BLOB NOT NULL,
    seen_at INTEGER NOT NULL
) STRICT;

-- Setup codes that were used: each makes one workspace only, but its first device may ask again.
CREATE TABLE used_setup_code (
    hash BLOB PRIMARY KEY,
    workspace INTEGER NOT NULL REFERENCES workspace (no),
    used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
