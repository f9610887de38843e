-- What chats watch for, and what they have been told: where it stands, never what it says.

CREATE TABLE watches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id INTEGER NOT NULL,
    topic_id INTEGER,                   -- the forum topic that it was set up in
    user_id INTEGER,                    -- who set it up; NULL: an anonymous admin
    at REAL NOT NULL,
    wanted TEXT NOT NULL,               -- JSON: what was typed, and how it was understood
    digest INTEGER NOT NULL DEFAULT 0,
    arrival INTEGER NOT NULL,           -- the last arrival in the coverage that was looked at
    newest INTEGER NOT NULL             -- the highest number of an article when it was set up
) STRICT;
CREATE INDEX watches_of_chat ON watches (chat_id);

-- Articles that are looked at when their embargo ends.
CREATE TABLE watch_embargoes (
    watch INTEGER NOT NULL REFERENCES watches (id) ON DELETE CASCADE,
    article INTEGER NOT NULL,
    until REAL NOT NULL,
    PRIMARY KEY (watch, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX watch_embargoes_until ON watch_embargoes (until);

-- One message of news. It is 'leaving' from before its bytes go until it is known what became of them.
CREATE TABLE notices (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id INTEGER NOT NULL,
    at REAL NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('leaving', 'told', 'doubtful'))
) STRICT;
CREATE INDEX notices_of_chat ON notices (chat_id, id);
CREATE INDEX notices_leaving ON notices (id) WHERE state = 'leaving';

-- What somebody said, or what an article says: told once in a chat, however many watches want it and outlets carry it.
CREATE TABLE facts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id INTEGER NOT NULL,
    found REAL NOT NULL,
    statement TEXT NOT NULL,            -- SHA-256 of its words, typography aside
    state TEXT NOT NULL CHECK (state IN ('due', 'leaving', 'told', 'gone')),
    notice INTEGER REFERENCES notices (id)
) STRICT;
CREATE INDEX facts_of_chat ON facts (chat_id, state, id);
CREATE INDEX facts_due ON facts (chat_id, id) WHERE state = 'due';
CREATE INDEX facts_of_notice ON facts (notice);

CREATE TABLE fact_watches (
    fact INTEGER NOT NULL REFERENCES facts (id) ON DELETE CASCADE,
    watch INTEGER NOT NULL,             -- may be removed since
    PRIMARY KEY (fact, watch)
) STRICT, WITHOUT ROWID;

-- Where a fact stands, the first that was found first; the others are told beside it, or in its place.
CREATE TABLE fact_places (
    fact INTEGER NOT NULL REFERENCES facts (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    source TEXT NOT NULL,
    revision TEXT NOT NULL,
    "start" INTEGER NOT NULL,           -- code points of the revision's text
    "end" INTEGER NOT NULL,
    said_start INTEGER,                 -- the quotation that names the speaker
    said_end INTEGER,
    core_start INTEGER NOT NULL,        -- the sentences, without those that they lean on
    core_end INTEGER NOT NULL,
    words_start INTEGER NOT NULL,       -- the statement itself
    words_end INTEGER NOT NULL,
    PRIMARY KEY (fact, position)
) STRICT, WITHOUT ROWID;

-- The hour at which a chat has its digests, in the newsroom's time zone.
CREATE TABLE digest_hours (
    chat_id INTEGER PRIMARY KEY,
    hour INTEGER NOT NULL
) STRICT;
