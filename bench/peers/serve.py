"""Answers a parent process as serve.mjs does: one JSON request a line in, one JSON answer a line out."""

import json
import os
import sys
import traceback


def serve(calls):
    # Whatever libraries print must not come between the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"value": calls[request.pop("call")](**request)}
        except Exception:
            answer = {"error": traceback.format_exc()}
        print(json.dumps(answer), file=answers, flush=True)


def peak_memory():
    """The peak of this process's memory so far in bytes; None where there is no /proc."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            return next(1024 * int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
    except OSError:
        return None


def read_pcm(path):
    """Raw 16-bit PCM as floats in [-1, 1)."""
    import numpy

    return numpy.fromfile(path, dtype=numpy.int16).astype(numpy.float32) / 32768
