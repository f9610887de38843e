"""Our own int8 export of a sentence-transformers model: made once, kept in the user's cache, checked at every load.

The export is one ONNX file that carries all that is needed to use it: the whole pipeline up to the normalised vector,
the tokenizer and the model's limits (as metadata). So a process that only encodes never imports torch.

Weights are rounded to 7 bits (`reduce_range`): then no CPU's 16-bit sums can overflow, with or without VNNI, and every
CPU makes the same vectors. Run as a module, this file makes one export (torch and 500 MB stay in that process).
"""

from __future__ import annotations

import hashlib
import logging
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import platformdirs

from config.errors import ModelError
from index.embedding.adapter import Adapter, Taught
from index.models import ResolvedModel

RECIPE: Final = "7-bit weights, per channel, opset 17, 1"
"""Names how the export is made. To be changed with anything that changes the vectors."""

_log = logging.getLogger(__name__)


def exported(model: ResolvedModel, cache: Path | None = None, taught: Taught | None = None) -> bytes:
    """The export of this model as taught: the cached one if it is whole, else a new one (10 seconds), then cached.

    What it was taught says what becomes of it: an embedder, or an assessor (then its one output is `odds`).

    A file's name holds the hash of its content and it appears in one step, so that processes may export at once, and a
    damaged file is noticed and replaced. Without a writable cache it still works, but exports at every start.

    Raises ModelError if the model cannot be exported.
    """
    folder = cache or platformdirs.user_cache_path("onrecord") / "models"
    lesson = "" if taught is None else f"\0{taught.digest}"
    key = hashlib.sha256(f"{model.weights}\0{model.setup}\0{RECIPE}{lesson}".encode()).hexdigest()[:32]
    content = _cached(folder, key)
    if content is None:
        content = _export(model, taught)
        _keep(folder, key, content)
    return content


def _cached(folder: Path, key: str) -> bytes | None:
    for file in sorted(folder.glob(f"{key}-*.onnx")):
        try:
            content = file.read_bytes()
        except OSError:
            continue
        if _name(key, content) == file.name:
            return content
        _log.warning("the exported model %s is damaged: it is made anew", file)
        file.unlink(missing_ok=True)
    return None


def _keep(folder: Path, key: str, content: bytes) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as part:
            part.write(content)
        Path(part.name).replace(folder / _name(key, content))
    except OSError as error:
        _log.warning("the exported model cannot be kept in %s (%s): every start makes it anew", folder, error.strerror)


def _name(key: str, content: bytes) -> str:
    return f"{key}-{hashlib.sha256(content).hexdigest()}.onnx"


def _export(model: ResolvedModel, taught: Taught | None) -> bytes:
    root = Path(__file__).resolve().parents[2]
    path = os.pathsep.join([str(root), *filter(None, [os.environ.get("PYTHONPATH")])])
    _log.info("exporting %s to int8, once", model.name)
    with tempfile.TemporaryDirectory(prefix="onrecord-export-") as work:
        maker = "exporter" if taught is None or isinstance(taught, Adapter) else "assessor_exporter"
        command = [sys.executable, "-m", f"index.embedding.{maker}", str(model.folder), work]
        command += [] if taught is None else [str(taught.file)]
        done = subprocess.run(  # noqa: S603 - our own module, and a folder that was found by us
            command, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False
        )
        if done.returncode == 0:
            return (Path(work) / "int8.onnx").read_bytes()
    reason = (done.stderr.strip().splitlines() or [f"exit status {done.returncode}"])[-1]
    mend = "set embedder.precision to float32"
    raise ModelError(f"the model cannot be exported to int8 ({reason})", where=model.name, mend=mend)
