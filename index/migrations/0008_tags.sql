-- What an outlet files an article under, folded for comparison, as a JSON list; desks may be defined by it.
ALTER TABLE article ADD COLUMN tag_keys TEXT NOT NULL DEFAULT '[]';

CREATE TABLE desk_rule_with_tags (
    desk TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('source', 'outlet', 'folder', 'column', 'tag')),
    pattern TEXT NOT NULL,              -- a glob; a folded name; an absolute folder; a value of the desk column; a folded tag
    PRIMARY KEY (desk, kind, pattern)
) WITHOUT ROWID;
INSERT INTO desk_rule_with_tags SELECT desk, kind, pattern FROM desk_rule;
DROP TABLE desk_rule;
ALTER TABLE desk_rule_with_tags RENAME TO desk_rule;

-- Files were read before anybody asked for their tags: the next `onrecord index` reads them once more.
DELETE FROM file;
