"""The engines that run an embedding model.

What a newsroom asks is nobody's business: the libraries' telemetry is switched off before any of them is imported.
"""

import os

for _name in ("ORT_DISABLE_TELEMETRY", "HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK"):
    os.environ.setdefault(_name, "1")
