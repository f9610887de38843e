"""How many word pieces a model takes, from its own files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

# What tokenizers write where they know no limit.
_ENDLESS = 1_000_000


def token_limit(folder: Path) -> int:
    """The most word pieces that the model in this folder can take, special ones included.

    Taken from `tokenizer_config.json`, else the number of positions in `config.json`, else 512.
    """
    limit = read_json(folder / "tokenizer_config.json").get("model_max_length")
    if isinstance(limit, int | float) and 0 < limit < _ENDLESS:
        return int(limit)
    positions = read_json(folder / "config.json").get("max_position_embeddings")
    return positions if isinstance(positions, int) and positions > 0 else 512


def read_json(file: Path) -> dict[str, Any]:
    """What a model's file says; nothing where it is missing, damaged or no object."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
