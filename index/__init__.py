"""The coverage: read articles, find furniture, sentences, passages and quotations; embed; store; rebuild."""
