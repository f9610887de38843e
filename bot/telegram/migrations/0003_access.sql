-- Who may ask what. Whatever is named chat_id follows a group to its new number by itself.

-- Raised by every change below, so that another process's change is seen at the next update.
CREATE TABLE access_version (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    number INTEGER NOT NULL
) STRICT;
INSERT INTO access_version (one, number) VALUES (1, 1);

-- People who were let in, by their account's number; the settings' own admins are not here.
CREATE TABLE people (
    user_id INTEGER PRIMARY KEY,
    role TEXT NOT NULL CHECK (role IN ('reader', 'editor', 'admin')),
    since REAL NOT NULL,
    let_in_by INTEGER                   -- NULL: by the command line
) STRICT;

-- Groups that asked to be let in, and what an admin decided.
CREATE TABLE rooms (
    chat_id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('asked', 'allowed', 'denied')),
    at REAL NOT NULL,
    decided_by INTEGER
) STRICT;

-- The desks that a chat may see. No row: what the settings say; NULL: everything; an empty list: nothing.
CREATE TABLE chat_desks (
    chat_id INTEGER PRIMARY KEY,
    desks TEXT                          -- JSON: a list of names
) STRICT;

-- What a chat chose for itself. Hours are of the newsroom's own time zone.
CREATE TABLE preferences (
    chat_id INTEGER PRIMARY KEY,
    excerpts INTEGER,
    quiet_from INTEGER,
    quiet_until INTEGER
) STRICT;

-- One-time codes: only their salted hashes.
CREATE TABLE invites (
    id INTEGER PRIMARY KEY,
    salt BLOB NOT NULL,
    hash BLOB NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('reader', 'editor', 'admin')),
    desk TEXT,
    made_by INTEGER,                    -- NULL: by the command line
    at REAL NOT NULL,
    expires REAL NOT NULL,
    used_at REAL,
    used_by INTEGER
) STRICT;

-- Codes that were tried and opened nothing: whoever guesses is not listened to for a while.
CREATE TABLE guesses (
    user_id INTEGER NOT NULL,
    at REAL NOT NULL
) STRICT;
CREATE INDEX guesses_of_user ON guesses (user_id, at);

-- Questions of the last day, for the quotas: that there was one, never what.
CREATE TABLE asked (
    id INTEGER PRIMARY KEY,
    chat_id INTEGER NOT NULL,
    user_id INTEGER,                    -- NULL: an anonymous admin
    at REAL NOT NULL
) STRICT;
CREATE INDEX asked_of_user ON asked (user_id, at);
CREATE INDEX asked_of_chat ON asked (chat_id, at);

-- How many questions came to what, by day (UTC); nobody is in it.
CREATE TABLE tally (
    day TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('answered', 'abstained', 'failed')),
    count INTEGER NOT NULL,
    PRIMARY KEY (day, kind)
) STRICT, WITHOUT ROWID;

-- What admins and editors did.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    who INTEGER,                        -- NULL: the command line
    act TEXT NOT NULL,
    what TEXT NOT NULL
) STRICT;

CREATE TRIGGER people_added AFTER INSERT ON people BEGIN UPDATE access_version SET number = number + 1; END;
CREATE TRIGGER people_changed AFTER UPDATE ON people BEGIN UPDATE access_version SET number = number + 1; END;
CREATE TRIGGER people_removed AFTER DELETE ON people BEGIN UPDATE access_version SET number = number + 1; END;
CREATE TRIGGER rooms_added AFTER INSERT ON rooms BEGIN UPDATE access_version SET number = number + 1; END;
CREATE TRIGGER rooms_changed AFTER UPDATE ON rooms BEGIN UPDATE access_version SET number = number + 1; END;
CREATE TRIGGER rooms_removed AFTER DELETE ON rooms BEGIN UPDATE access_version SET number = number + 1; END;
CREATE TRIGGER chat_desks_added AFTER INSERT ON chat_desks BEGIN UPDATE access_version SET number = number + 1; END;
CREATE TRIGGER chat_desks_changed AFTER UPDATE ON chat_desks BEGIN UPDATE access_version SET number = number + 1; END;
CREATE TRIGGER chat_desks_removed AFTER DELETE ON chat_desks BEGIN UPDATE access_version SET number = number + 1; END;
