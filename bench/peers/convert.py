"""Turns weights that are named as in test/fixtures/whisper-weights.ts into a model of CTranslate2.

Run: python convert.py WEIGHTS MODEL, where WEIGHTS is a folder with weights.json (sizes, special tokens, and where each
weight begins), weights.bin (float32, matrices [in, out]) and tokenizer.json.
"""

import json
import shutil
import sys
from pathlib import Path

import numpy
from ctranslate2.specs import WhisperSpec


def convert(source, target):
    given = json.loads((source / "weights.json").read_text())
    values = numpy.fromfile(source / "weights.bin", dtype=numpy.float32)
    sizes = given["sizes"]

    def weight(name):
        start, shape = given["weights"][name]
        return values[start : start + int(numpy.prod(shape))].reshape(shape)

    def norm(spec, name):
        spec.gamma = weight(f"{name}.weight")
        spec.beta = weight(f"{name}.bias")

    def linear(spec, *names):
        """Matrices side by side; CTranslate2 stores them [out, in]. Keys have no bias."""
        matrices = [weight(f"{name}.weight").T for name in names]
        biases = [
            numpy.zeros(len(matrix), numpy.float32) if name.endswith(".key") else weight(f"{name}.bias")
            for name, matrix in zip(names, matrices)
        ]
        spec.weight = numpy.ascontiguousarray(numpy.concatenate(matrices))
        spec.bias = numpy.concatenate(biases)

    def itself(spec, name):
        norm(spec.layer_norm, f"{name}.norm")
        linear(spec.linear[0], f"{name}.query", f"{name}.key", f"{name}.value")
        linear(spec.linear[1], f"{name}.out")

    def feed_forward(spec, name):
        norm(spec.layer_norm, f"{name}.norm")
        linear(spec.linear_0, f"{name}.fc1")
        linear(spec.linear_1, f"{name}.fc2")

    spec = WhisperSpec(sizes["encoderLayers"], sizes["heads"], sizes["decoderLayers"], sizes["heads"])
    encoder, decoder = spec.encoder, spec.decoder
    for conv, name in ((encoder.conv1, "encoder.conv1"), (encoder.conv2, "encoder.conv2")):
        conv.weight = weight(f"{name}.weight")
        conv.bias = weight(f"{name}.bias")
    encoder.position_encodings.encodings = weight("encoder.positions")
    norm(encoder.layer_norm, "encoder.norm")
    for i, layer in enumerate(encoder.layer):
        itself(layer.self_attention, f"encoder.{i}.self")
        feed_forward(layer.ffn, f"encoder.{i}")
    decoder.embeddings.weight = weight("decoder.tokens")
    decoder.projection.weight = decoder.embeddings.weight
    decoder.position_encodings.encodings = weight("decoder.positions")
    norm(decoder.layer_norm, "decoder.norm")
    for i, layer in enumerate(decoder.layer):
        itself(layer.self_attention, f"decoder.{i}.self")
        norm(layer.attention.layer_norm, f"decoder.{i}.cross.norm")
        linear(layer.attention.linear[0], f"decoder.{i}.cross.query")
        linear(layer.attention.linear[1], f"decoder.{i}.cross.key", f"decoder.{i}.cross.value")
        linear(layer.attention.linear[2], f"decoder.{i}.cross.out")
        feed_forward(layer.ffn, f"decoder.{i}")

    special = given["generation"]
    spec.config.suppress_ids = special["suppress_tokens"]
    spec.config.suppress_ids_begin = special["begin_suppress_tokens"]
    spec.config.alignment_heads = special["alignment_heads"]
    spec.config.lang_ids = sorted(special.get("lang_to_id", {}).values())
    spec.register_vocabulary(vocabulary(source / "tokenizer.json", sizes["vocabulary"]))
    spec.validate()
    spec.optimize(quantization="int8")
    target.mkdir(parents=True, exist_ok=True)
    spec.save(str(target))
    shutil.copy(source / "tokenizer.json", target)


def vocabulary(path, size):
    """Texts of all ids; those that the tokenizer does not name are times."""
    tokenizer = json.loads(path.read_text())
    ids = dict(tokenizer["model"]["vocab"])
    ids.update({token["content"]: token["id"] for token in tokenizer["added_tokens"]})
    texts = [text for text, _ in sorted(ids.items(), key=lambda entry: entry[1])]
    return texts + [f"<|{i * 0.02:.2f}|>" for i in range(size - len(texts))]


if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
