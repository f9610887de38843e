-- The coverage: articles and their immutable revisions are the truth; passages, quotations and vectors are derived.
-- Moments are seconds since 1970-01-01 UTC; positions are code points of the revision's text.

CREATE TABLE revision (
    name TEXT PRIMARY KEY,              -- SHA-256 of the text's UTF-8 bytes, hexadecimal
    text TEXT NOT NULL
);

CREATE TABLE article (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source TEXT NOT NULL UNIQUE,
    origin TEXT NOT NULL,               -- absolute path of the file that gave it
    revision TEXT NOT NULL REFERENCES revision (name),
    encoding TEXT NOT NULL,
    title TEXT,
    outlet TEXT,
    outlet_key TEXT,                    -- folded for comparison
    published TEXT,                     -- ISO 8601, cut to what is known
    published_from REAL,
    published_until REAL,               -- end of the period that `published` names, exclusive
    url TEXT,
    authors TEXT NOT NULL DEFAULT '[]',
    desk TEXT,
    embargo_until REAL,
    quotable INTEGER NOT NULL DEFAULT 1,
    retracted_at REAL,
    analysis TEXT NOT NULL,             -- what the passages and quotations were made with
    given TEXT NOT NULL,                -- the reader's facts, as JSON: tells whether a record changed
    furniture TEXT NOT NULL DEFAULT '[]',
    headings TEXT NOT NULL DEFAULT '[]',
    added_at REAL NOT NULL,
    updated_at REAL NOT NULL
);
CREATE INDEX article_origin ON article (origin);

CREATE TABLE article_revision (
    article INTEGER NOT NULL REFERENCES article (id),
    revision TEXT NOT NULL REFERENCES revision (name),
    since REAL NOT NULL,
    PRIMARY KEY (article, since, revision)
) WITHOUT ROWID;

-- What an editor said about an article; stronger than what files say, and kept when they are read again.
CREATE TABLE article_set (
    article INTEGER NOT NULL REFERENCES article (id),
    field TEXT NOT NULL CHECK (field IN ('outlet', 'title', 'published', 'url')),
    value TEXT,
    at REAL NOT NULL,
    PRIMARY KEY (article, field)
) WITHOUT ROWID;

CREATE TABLE desk (name TEXT PRIMARY KEY) WITHOUT ROWID;

CREATE TABLE article_desk (
    article INTEGER NOT NULL REFERENCES article (id),
    desk TEXT NOT NULL REFERENCES desk (name),
    PRIMARY KEY (article, desk)
) WITHOUT ROWID;

-- Files that were read to their end without a failure: unchanged ones cost a hash.
CREATE TABLE file (
    path TEXT PRIMARY KEY,
    state TEXT NOT NULL                 -- hash of the bytes, of the metadata that completes them, and of the analysis
) WITHOUT ROWID;

CREATE TABLE passage (
    id INTEGER PRIMARY KEY AUTOINCREMENT,   -- never used again: a stale vector cannot name another passage
    article INTEGER NOT NULL REFERENCES article (id),
    revision TEXT NOT NULL REFERENCES revision (name),
    ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    sentences TEXT NOT NULL,            -- JSON: [[start, end], …]
    heading_start INTEGER,
    heading_end INTEGER,
    context TEXT NOT NULL,              -- what stands before the words when they are embedded and searched
    embedded BLOB NOT NULL,             -- hash of the exact string that is embedded, and of where its sentences are
    UNIQUE (article, revision, start, end)
);
CREATE INDEX passage_article ON passage (article, ordinal);
CREATE INDEX passage_embedded ON passage (embedded);

-- No text is stored twice: the words are read from the revision.
CREATE VIRTUAL TABLE passage_words USING fts5 (
    context, words, content = '', tokenize = "porter unicode61 remove_diacritics 2"
);

CREATE TABLE quotation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES article (id),
    revision TEXT NOT NULL REFERENCES revision (name),
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    speech TEXT NOT NULL CHECK (speech IN ('direct', 'mixed', 'indirect')),
    zone TEXT NOT NULL CHECK (zone IN ('body', 'headline')),
    polarity TEXT NOT NULL CHECK (polarity IN ('affirmed', 'denied')),
    speaker TEXT,
    speaker_key TEXT,                   -- folded for comparison
    speakers TEXT NOT NULL DEFAULT '[]',
    mention_start INTEGER,
    mention_end INTEGER,
    cue_start INTEGER,
    cue_end INTEGER,
    via TEXT NOT NULL DEFAULT '[]',
    split INTEGER,                      -- number of the split quotation within the article
    rule TEXT NOT NULL
);
CREATE INDEX quotation_article ON quotation (article, start);
CREATE INDEX quotation_speaker ON quotation (speaker_key);

CREATE TABLE embedding (
    key BLOB PRIMARY KEY,               -- weights' hash, prompt, maximal length, precision, hash of the encoded string
    vector BLOB NOT NULL,               -- float32, little-endian, normalised
    sentences BLOB NOT NULL             -- one vector a sentence, float16, little-endian, normalised
);

CREATE TABLE generation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    fingerprint TEXT NOT NULL,          -- of the embedder
    model TEXT NOT NULL,
    settings TEXT NOT NULL,             -- of the embedder, as JSON: questions are embedded as the passages were
    dimensions INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('building', 'complete', 'retired')),
    created_at REAL NOT NULL
);

-- Exactly one generation is live: the switch is this one row.
CREATE TABLE live (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    generation INTEGER NOT NULL REFERENCES generation (id)
);

-- Which passages a generation's vectors hold, and for which embedded string.
CREATE TABLE vector (
    generation INTEGER NOT NULL REFERENCES generation (id),
    passage INTEGER NOT NULL,
    embedded BLOB NOT NULL,
    PRIMARY KEY (generation, passage)
) WITHOUT ROWID;
