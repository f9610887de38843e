-- What the bot has to remember over a restart. Article text is never here, and a person's words only until answered.

-- Every update, written before Telegram is told that we have it. `body` is the update's JSON; NULL once it is done.
CREATE TABLE inbox (
    update_id INTEGER PRIMARY KEY,
    received REAL NOT NULL,
    body TEXT
) STRICT;
CREATE INDEX inbox_waiting ON inbox (update_id) WHERE body IS NOT NULL;

-- Which message of ours answers which question; `asked` is the SHA-256 of the question, never the question.
CREATE TABLE answers (
    chat_id INTEGER NOT NULL,
    question_id INTEGER NOT NULL,
    answer_id INTEGER NOT NULL,
    asked TEXT NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (chat_id, question_id)
) STRICT, WITHOUT ROWID;

-- Groups that became supergroups. (The columns are not named chat_id: a re-key must not touch them.)
CREATE TABLE moved (
    old_id INTEGER PRIMARY KEY,
    new_id INTEGER NOT NULL,
    at REAL NOT NULL
) STRICT;

-- Why updates were left unanswered: how often, and the latest of each chat.
CREATE TABLE drop_counts (
    reason TEXT PRIMARY KEY,
    count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE drops (
    id INTEGER PRIMARY KEY,
    chat_id INTEGER NOT NULL,
    at REAL NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX drops_of_chat ON drops (chat_id, id);

-- When a stranger was last told how to be let in.
CREATE TABLE strangers (
    user_id INTEGER PRIMARY KEY,
    told REAL NOT NULL
) STRICT;
