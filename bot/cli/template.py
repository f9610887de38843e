"""What `onrecord init` writes: every setting with its default, commented out. A test holds it to the model."""

from __future__ import annotations

import json
import re

from config.settings import Settings

# A line that ends in "=" gets its default from the settings' model.
_TEMPLATE = """\
# On the Record: settings. Lines that begin with "#" show the defaults; take the "#" away to change one.
# Everything can also be set in the environment: ONRECORD_DATA, ONRECORD_TELEGRAM__TOKEN, ONRECORD_LOG__LEVEL …

# Where everything is kept: articles, indexes, the bot's own state.
# data = "data"

[telegram]
# The token that @BotFather gave you. Better kept out of this file: set ONRECORD_TELEGRAM__TOKEN,
# or name a file that holds nothing else and that only this user can read.
# token_file = "telegram-token"
# Numeric ids of the people who may re-index, and of the chats that may ask (a private chat's id is its user's id).
# admins =
# allowed_chats =
# What chats without desks of their own see: nothing set is everything, [] is nothing. See [[desks]] below.
# default_desks = ["city", "sport"]
# The newsroom's time zone, for quiet hours and days.
# time_zone =
# Questions that a person and a chat may ask; 0 is without limit. Admins always may.
# questions_per_user_hour =
# questions_per_user_day =
# questions_per_chat_hour =
# questions_per_chat_day =
# After so many days what chats asked and were answered is deleted.
# keep_days =
# The Bot API server's root, and how long one request waits for news (seconds).
# base_url =
# poll_seconds =
# Only if Telegram is to post the messages instead: the public https address, where the bot listens behind it, and a
# file with the secret (1 to 256 of A-Z a-z 0-9 _ -; without one, the bot makes a new secret at every start).
# webhook_url = "https://desk.example/telegram"
# webhook_listen =
# webhook_port =
# webhook_secret_file = "webhook-secret"
# webhook_secret = "…"

# A desk is a named part of the coverage; an article is on it if one of these fits. One table for each desk.
# [[desks]]
#   name = "sport"
#   sources = ["https://gazette.example/sport/*"]
#   outlets = ["The Cup Courier"]
#   folders = ["stories/sport"]
#   columns = ["football"]
#   tags = ["cup final"]

[embedder]
# The model that finds passages by meaning. After a change run: onrecord reindex
# model =
# The hash that its weights must have; the default model's is known.
# sha256 = "…"
# What stands before a question and a passage when they are embedded: some models ask for it.
# query_prompt =
# passage_prompt =
# max_tokens =
# int8 is the quickest; float32 and bfloat16 run on torch.
# precision =
# batch =
# threads =
# Where the int8 export is kept; the user's cache folder if unset.
# cache = "cache"
# Whether the default model is changed by what it was taught about questions to news. After a change: onrecord reindex
# taught =

[parser]
# The spaCy model that finds who said what. After a change run: onrecord reindex
# model =
# sha256 = "…"

[retrieval]
# How much each way of finding counts: by meaning, by words, by the meaning of single sentences, by speaker;
# and how much it counts that news is of the days around the question.
# dense_weight =
# lexical_weight =
# sentence_weight =
# speaker_weight =
# fresh_weight =
# How many passages each way gives, and below how many in scope every one is looked at.
# candidates =
# exact_below =
# balanced, careful (the default) or precise: the fewer questions are answered, the more of what is shown is right. Or
# the confidence itself, from which an answer is given. docs/benchmarks.md says what that makes of it.
# profile =
# threshold =
# Excerpts an answer, and their usual length in characters.
# excerpts =
# excerpt_characters =
# How many of the best sentences the default model reads together with the question; 0 is none (docs/decisions/0024).
# assessed =
# A cross-encoder of your own that looks at the best sentences once more (a folder, or a model of the hub), the hash
# that its weights must have, at how many it looks, and what its word counts. docs/evaluation.md tells how to see if it
# helps.
# reranker = "cross-encoder/ms-marco-MiniLM-L6-v2"
# reranker_sha256 = "…"
# reranked =
# reranker_weight =

[page]
# The reading page: whole articles with the excerpt marked, for articles without a link of their own and for whoever
# wants to read on. Readers reach it at public_url, by links that end after so many hours.
# enabled =
# public_url = "https://desk.example/read"
# listen =
# port =
# hours =

[log]
# DEBUG, INFO, WARNING or ERROR, to standard error.
# level =
"""


def template() -> str:
    """The file's text."""
    lines, group = [], ""
    for line in _TEMPLATE.splitlines():
        group = line.strip("[]") if line.startswith("[") else group
        empty = re.fullmatch(r"# (\w+) =", line)
        lines.append(f"{line} {_default(group, empty[1])}" if empty else line)
    return "\n".join(lines) + "\n"


def _default(group: str, name: str) -> str:
    """A default as TOML writes it: for text, numbers and lists that is JSON's way."""
    default = getattr(Settings.model_fields[group].default, name)
    return json.dumps(default, ensure_ascii=False)
