-- How many passages an article has, so that a scope's are summed over articles.
ALTER TABLE article ADD COLUMN passages INTEGER NOT NULL DEFAULT 0;

-- What a scope is judged by, and what a summary of it says, without reading the wide rows of the table itself.
CREATE INDEX article_scope ON article (
    published_from, retracted_at, quotable, embargo_until, published_until, outlet_key, published, outlet, source, passages
);
