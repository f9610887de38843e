"""What `onrecord init` writes: every setting with its default, commented out. A test holds it to the model."""

from __future__ import annotations

TEMPLATE = """\
# On the Record: settings. Lines that begin with "#" show the defaults; take the "#" away to change one.
# Everything can also be set in the environment: ONRECORD_DATA, ONRECORD_TELEGRAM__TOKEN, ONRECORD_LOG__LEVEL …

# Where everything is kept: articles, indexes, the bot's own state.
# data = "data"

[telegram]
# The token that @BotFather gave you. Better kept out of this file: set ONRECORD_TELEGRAM__TOKEN,
# or name a file that holds nothing else and that only this user can read.
# token_file = "telegram-token"
# Numeric ids of the people who may re-index, and of the chats that may ask (a private chat's id is its user's id).
# admins = []
# allowed_chats = []
# The Bot API server's root, and how long one request waits for news (seconds).
# base_url = "https://api.telegram.org"
# poll_seconds = 25

[embedder]
# The model that finds passages by meaning. After a change run: onrecord reindex
# model = "sentence-transformers/all-MiniLM-L6-v2"
# The hash that its weights must have; the default model's is known.
# sha256 = "…"
# What stands before a question and a passage when they are embedded: some models ask for it.
# query_prompt = ""
# passage_prompt = ""
# max_tokens = 256
# int8 is the quickest; float32 and bfloat16 run on torch.
# precision = "int8"
# batch = 32
# threads = 2
# Where the int8 export is kept; the user's cache folder if unset.
# cache = "cache"

[parser]
# The spaCy model that finds who said what. After a change run: onrecord reindex
# model = "en_core_web_sm"
# sha256 = "…"

[retrieval]
# How much three ways of finding count: by meaning, by words, by speaker.
# dense_weight = 1.0
# lexical_weight = 1.0
# speaker_weight = 1.0
# How many passages each way gives, and below how many in scope every one is looked at.
# candidates = 60
# exact_below = 4000
# An answer is given from this confidence on.
# threshold = 0.5
# Excerpts an answer, and their usual length in characters.
# excerpts = 5
# excerpt_characters = 350

[log]
# DEBUG, INFO, WARNING or ERROR, to standard error.
# level = "WARNING"
"""
