-- Follow-ups to answers, and what editors decided about reports.

-- What was typed, where it was read as another question: as the question's words, `typed` goes with the answer.
ALTER TABLE shown ADD COLUMN typed TEXT;
-- The message that shows the answer now: a reply to it is read from its question.
ALTER TABLE shown ADD COLUMN message_id INTEGER;
CREATE INDEX shown_message ON shown (chat_id, message_id) WHERE message_id IS NOT NULL;

-- What an editor decided; NULL while nobody has.
ALTER TABLE reports ADD COLUMN outcome TEXT;
