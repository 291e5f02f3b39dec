"""faster-whisper with what makes it fastest on a processor: int8, windows in batches, speech found by Silero."""

import time

from serve import peak_memory, read_pcm, serve

pipeline = None
settings = {}


def load(folder, threads, batch, **rest):
    """folder: a CTranslate2 model; batch: windows that are decoded together; rest: for every `transcribe`."""
    global pipeline, settings
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    model = WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=threads)
    pipeline = BatchedInferencePipeline(model)
    settings = {"batch_size": batch, **rest}


def recognize(pcmPath, **_):
    """Seconds from samples to text, with the detection of speech and with the times of words."""
    audio = read_pcm(pcmPath)
    begin = time.perf_counter()
    segments, _ = pipeline.transcribe(audio, language="en", vad_filter=True, word_timestamps=True, **settings)
    words = [word.word.strip() for segment in segments for word in segment.words or []]
    seconds = time.perf_counter() - begin
    return {"seconds": seconds, "text": " ".join(words), "peak": peak_memory()}


serve({"load": load, "recognize": recognize})
