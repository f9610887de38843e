-- One row a word of the string, int8: its direction, then its sentence (`index.embedding.late`); none for older vectors.
ALTER TABLE embedding ADD COLUMN tokens BLOB;
