-- Under which names each article quotes its speakers, and what it tells about them. Derived from the live revision's text
-- and quotations, and written with them; who is who is decided from these rows when it is asked, within a scope.
CREATE TABLE speaker_name (
    article INTEGER NOT NULL REFERENCES article (id),
    name TEXT NOT NULL,                 -- as the quotations have it
    folded TEXT NOT NULL,
    evidence TEXT NOT NULL,             -- JSON: what the article tells about its bearer
    quotations INTEGER NOT NULL,
    PRIMARY KEY (article, name)
) WITHOUT ROWID;
CREATE INDEX speaker_name_folded ON speaker_name (folded);

-- Names that share no key have nothing to do with each other. A key too many does no harm.
CREATE TABLE speaker_key (
    key TEXT NOT NULL,
    folded TEXT NOT NULL,
    PRIMARY KEY (key, folded)
) WITHOUT ROWID;

CREATE TABLE story (
    article INTEGER PRIMARY KEY REFERENCES article (id),
    names BLOB NOT NULL                 -- 32-bit hashes of the names in it, sorted
);

-- Of quotations that several speak together, the index on the speaker finds the first one's only.
CREATE INDEX quotation_joint ON quotation (article) WHERE speakers != '[]';

-- What people corrected. Never removed: undoing is noted too.
CREATE TABLE correction (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('speaker', 'not a quotation', 'merge', 'split')),
    names TEXT NOT NULL DEFAULT '[]',   -- JSON: the speaker that was set (none: unresolved), the names merged or split
    sources TEXT NOT NULL DEFAULT '[]', -- JSON: for a split, the articles in which the name is somebody else's
    article INTEGER REFERENCES article (id),
    revision TEXT REFERENCES revision (name),
    start INTEGER,                      -- the words and what stands around them are read from that revision
    end INTEGER,
    who TEXT NOT NULL,
    at REAL NOT NULL,
    undone_by TEXT,
    undone_at REAL
);
CREATE INDEX correction_article ON correction (article) WHERE article IS NOT NULL;

-- Quotations as they were found, of articles in which people corrected some: undoing needs no parser.
CREATE TABLE quotation_found (
    article INTEGER PRIMARY KEY REFERENCES article (id),
    quotations TEXT NOT NULL            -- JSON
);
