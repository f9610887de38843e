-- Messages with excerpts that are no answer (a verdict, a comparison, what somebody said) have buttons too. `form` says what
-- the message is: only an answer is shown anew in its place.
ALTER TABLE shown ADD COLUMN form TEXT NOT NULL DEFAULT 'answer';
