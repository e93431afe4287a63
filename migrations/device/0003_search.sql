-- Search. Texts are not stored twice: the index has only words, by the places of their messages.

-- The place of a message in the index, which is also its place in time: milliseconds * 16384 + some bits of its id.
CREATE TABLE message_place (
    place      INTEGER NOT NULL PRIMARY KEY,
    message_id BLOB    NOT NULL,
    -- Checksum of what the index has of it
    print      INTEGER NOT NULL
) STRICT;

-- Words come as domain::search folds them, so there is nothing left for the tokenizer to do.
CREATE VIRTUAL TABLE message_words USING fts5 (
    words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii', prefix = '1 2 3 4 5'
);

-- Whoever deletes a message, its words go with it.
CREATE TRIGGER message_is_gone AFTER DELETE ON message BEGIN
    DELETE FROM message_words WHERE rowid IN (
        SELECT place FROM message_place WHERE message_id = old.id
        AND place BETWEEN max(0, min(old.at, 500000000000000)) * 16384 AND (max(0, min(old.at, 500000000000000)) + 2) * 16384);
    DELETE FROM message_place WHERE message_id = old.id
        AND place BETWEEN max(0, min(old.at, 500000000000000)) * 16384 AND (max(0, min(old.at, 500000000000000)) + 2) * 16384;
END;

-- By what people are found: names and usernames from each of their words on, numbers from each of their digits on.
CREATE TABLE person_key (
    key        TEXT NOT NULL,
    contact_id BLOB NOT NULL,
    PRIMARY KEY (key, contact_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_key_by_contact ON person_key (contact_id);

-- What was there before is indexed in the background, from the last row to the first.
INSERT INTO meta (key, value) SELECT 'unsearchable_messages', max(rowid) FROM message HAVING max(rowid) IS NOT NULL;
INSERT INTO meta (key, value) SELECT 'unsearchable_people', max(rowid) FROM contact HAVING max(rowid) IS NOT NULL;
