-- What pages of one outlet have in common: hashes of the lines that may be furniture, and of the story around them.
CREATE TABLE page (
    article INTEGER PRIMARY KEY REFERENCES article (id),
    family TEXT NOT NULL,               -- whose page it is: the outlet's, else the link's host's, else the folder's
    title INTEGER,                      -- hash of the title that the metadata gives
    story BLOB NOT NULL                 -- 64-bit hashes of its paragraphs: copies of one story count once
);
CREATE INDEX page_family ON page (family);

CREATE TABLE page_line (
    article INTEGER NOT NULL REFERENCES article (id),
    line INTEGER NOT NULL,              -- hash of the words, figures and dates masked
    family TEXT NOT NULL,
    exact INTEGER NOT NULL,             -- hash of the words
    kind TEXT NOT NULL,
    zone TEXT NOT NULL CHECK (zone IN ('head', 'amid', 'tail')),
    -- new: not judged yet; shown: story for all we know; due: to be hidden in this article; hidden: done
    state TEXT NOT NULL CHECK (state IN ('new', 'shown', 'due', 'hidden')),
    PRIMARY KEY (article, line)
) WITHOUT ROWID;
CREATE INDEX page_line_family ON page_line (family, line);
CREATE INDEX page_line_open ON page_line (state, family, line) WHERE state IN ('new', 'due');

CREATE TABLE recurring_line (
    family TEXT NOT NULL,
    line INTEGER NOT NULL,
    PRIMARY KEY (family, line)
) WITHOUT ROWID;
