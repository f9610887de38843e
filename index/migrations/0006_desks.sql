-- Desks by rules: `article_desk` says which articles are on which desk, these tables say why.

CREATE TABLE desk_rule (
    desk TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('source', 'outlet', 'folder', 'column')),
    pattern TEXT NOT NULL,              -- a glob; a folded name; an absolute folder; a value of the desk column
    PRIMARY KEY (desk, kind, pattern)
) WITHOUT ROWID;

-- Files that came in through the door of a desk: whatever they say of themselves, they are on that desk alone.
CREATE TABLE origin_desk (
    origin TEXT PRIMARY KEY,
    desk TEXT NOT NULL
) WITHOUT ROWID;
