-- Stories that several articles carry: syndicated, cut, lightly edited. Everything here is derived, and made again when lost.
CREATE TABLE copy_sketch (
    article INTEGER PRIMARY KEY REFERENCES article (id),
    scheme TEXT NOT NULL,               -- how it was made; sketches of another scheme are made again
    signature BLOB NOT NULL             -- MinHash of the story's shingles; empty for a story too short to have any
);

CREATE TABLE copy_band (
    band INTEGER NOT NULL,              -- articles that share one are compared
    article INTEGER NOT NULL REFERENCES article (id),
    PRIMARY KEY (band, article)
) WITHOUT ROWID;
CREATE INDEX copy_band_article ON copy_band (article);

-- Both directions of each pair. Which articles are one story follows from the pairs alone, in whatever order they came.
CREATE TABLE copy_link (
    one INTEGER NOT NULL REFERENCES article (id),
    other INTEGER NOT NULL REFERENCES article (id),
    PRIMARY KEY (one, other)
) WITHOUT ROWID;

-- A sketch is of one text without its furniture: when either changes there is none, and the article is due again.
CREATE TRIGGER copy_sketch_stale AFTER UPDATE OF revision, furniture ON article
WHEN old.revision != new.revision OR old.furniture != new.furniture
BEGIN
    DELETE FROM copy_sketch WHERE article = new.id;
    DELETE FROM copy_band WHERE article = new.id;
    DELETE FROM copy_link WHERE one = new.id OR other = new.id;
END;
