-- What came into the coverage, in order: an article that is new, corrected, or free to be quoted at another time than before.
-- Whoever watches the coverage keeps the number of the last arrival that was looked at; numbers are never used again.
CREATE TABLE arrival (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES article (id)
);

CREATE TRIGGER article_arrived AFTER INSERT ON article
BEGIN
    INSERT INTO arrival (article) VALUES (new.id);
END;

-- A desk or an outlet that is set on old articles makes no news of them.
CREATE TRIGGER article_arrived_again AFTER UPDATE OF revision, embargo_until, quotable ON article
WHEN old.revision != new.revision OR old.embargo_until IS NOT new.embargo_until OR old.quotable != new.quotable
BEGIN
    INSERT INTO arrival (article) VALUES (new.id);
END;

-- Whose text a revision is, for the reading page.
CREATE INDEX article_live ON article (revision);
