"""The same networks as scribe's, run by onnxruntime in the plainest way: window after window, token after token.

No batches, no times of words, no second look at what came out badly. Where somebody speaks is found for it, and not counted.
"""

import json
import time
from pathlib import Path

import numpy
import onnxruntime
from faster_whisper.feature_extractor import FeatureExtractor
from serve import peak_memory, read_pcm, serve
from tokenizers import Tokenizer

RATE = 16000
model = {}


def load(folder, threads, short):
    """short: windows keep their length, and half a second of zeros; otherwise they are filled up to 30 s."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    networks = Path(folder) / "onnx"
    special = json.loads((Path(folder) / "generation_config.json").read_text())
    spoken = [special["lang_to_id"]["<|en|>"], special["task_to_id"]["transcribe"]] if "lang_to_id" in special else []
    model.update(
        encoder=onnxruntime.InferenceSession(networks / "encoder_model.onnx", options),
        decoder=onnxruntime.InferenceSession(networks / "decoder_model_merged.onnx", options),
        tokenizer=Tokenizer.from_file(str(Path(folder) / "tokenizer.json")),
        features=FeatureExtractor(),
        prompt=[special["decoder_start_token_id"], *spoken, special["no_timestamps_token_id"]],
        forbidden=special["suppress_tokens"],
        forbidden_first=special["begin_suppress_tokens"],
        end=special["eos_token_id"],
        short=short,
    )


def recognize(pcmPath, windows, **_):
    audio = read_pcm(pcmPath)
    begin = time.perf_counter()
    text = " ".join(hear(audio[int(start * RATE) : int(end * RATE)]) for start, end in windows)
    return {"seconds": time.perf_counter() - begin, "text": text, "peak": peak_memory()}


def hear(window):
    length = -(-(len(window) + RATE // 2) // 320) * 320 if model["short"] else 30 * RATE
    padded = numpy.zeros(length, numpy.float32)
    padded[: len(window)] = window[:length]
    mel = model["features"](padded, padding=0)[None, :, : length // 160].astype(numpy.float32)
    hidden = model["encoder"].run(["last_hidden_state"], {"input_features": mel})[0]
    return model["tokenizer"].decode(write(hidden))


def write(hidden):
    decoder = model["decoder"]
    pasts = [one for one in decoder.get_inputs() if one.name.startswith("past_key_values.")]
    feeds = {one.name: numpy.zeros((1, one.shape[1], 0, one.shape[3]), numpy.float32) for one in pasts}
    feeds["encoder_hidden_states"] = hidden
    tokens, fed = [], model["prompt"]
    while len(tokens) < 220:
        feeds["input_ids"] = numpy.array([fed], numpy.int64)
        feeds["use_cache_branch"] = numpy.array([bool(tokens)])
        # The keys and values over the audio come with the first answer alone.
        kept = [one.name for one in pasts if not tokens or ".decoder." in one.name]
        presents = [name.replace("past_key_values", "present") for name in kept]
        logits, *values = decoder.run(["logits", *presents], feeds)
        feeds.update(zip(kept, values))
        scores = logits[0, -1]
        scores[model["forbidden"]] = -numpy.inf
        if not tokens:
            scores[model["forbidden_first"]] = -numpy.inf
        scores[model["prompt"][-1] :] = -numpy.inf
        best = int(scores.argmax())
        if best == model["end"]:
            break
        tokens.append(best)
        fed = [best]
    return tokens


serve({"load": load, "recognize": recognize})
