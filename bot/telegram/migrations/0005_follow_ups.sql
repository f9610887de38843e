-- Follow-ups to answers, and what editors decided about reports.

-- What was typed, where it was read as another question: as the question's words, `typed` goes with the answer.
ALTER TABLE shown ADD COLUMN typed TEXT;
-- The message that shows the answer now: a reply to it is read from its question.
ALTER TABLE shown ADD COLUMN message_id INTEGER;
CREATE INDEX shown_message ON shown (chat_id, message_id) WHERE message_id IS NOT NULL;
-- A group that becomes a supergroup counts its messages anew: the old numbers would mean others.
CREATE TRIGGER shown_moved AFTER UPDATE OF chat_id ON shown WHEN new.chat_id != old.chat_id BEGIN
    UPDATE shown SET message_id = NULL WHERE key = new.key;
END;

-- What an editor decided; NULL while nobody has.
ALTER TABLE reports ADD COLUMN outcome TEXT;
-- In which messages of ours editors were told of a report: what they answer to one is about it.
CREATE TABLE report_messages (
    chat_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    report INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
    PRIMARY KEY (chat_id, message_id)
) STRICT, WITHOUT ROWID;
