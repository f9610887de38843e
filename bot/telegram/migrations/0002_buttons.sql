-- What the buttons under an answer need: where its excerpts stand, never what they say.

-- An answer that was shown, by the key that its buttons carry.
CREATE TABLE shown (
    key TEXT PRIMARY KEY,
    chat_id INTEGER NOT NULL,           -- the only chat in which the key opens anything
    at REAL NOT NULL,
    question TEXT NOT NULL,
    scope TEXT NOT NULL,                -- JSON: what the question was narrowed to
    understood TEXT NOT NULL,           -- JSON: speaker, outlet and dates as they were understood
    answered INTEGER NOT NULL,
    confidence REAL NOT NULL,
    differ INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX shown_at ON shown (at);

-- Its excerpts, in order: `copy` 0 is the excerpt itself, others are the same statement elsewhere.
CREATE TABLE shown_excerpts (
    key TEXT NOT NULL REFERENCES shown (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    copy INTEGER NOT NULL,
    source TEXT NOT NULL,
    revision TEXT NOT NULL,
    "start" INTEGER NOT NULL,           -- code points of the revision's text
    "end" INTEGER NOT NULL,
    said_start INTEGER,                 -- the quotation that named the speaker
    said_end INTEGER,
    same INTEGER,                       -- of a copy: whether the words are equal
    PRIMARY KEY (key, position, copy)
) STRICT, WITHOUT ROWID;

-- What people thought of an answer: one verdict each, the last one.
CREATE TABLE feedback (
    key TEXT NOT NULL REFERENCES shown (key) ON DELETE CASCADE,
    user_id INTEGER NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('up', 'down')),
    at REAL NOT NULL,
    PRIMARY KEY (key, user_id)
) STRICT, WITHOUT ROWID;

-- What people reported as wrong; an editor's decision closes it.
CREATE TABLE reports (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL REFERENCES shown (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('speaker', 'words', 'dated', 'other')),
    at REAL NOT NULL,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
    UNIQUE (key, position, user_id, kind)
) STRICT;
