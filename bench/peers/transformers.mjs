import { basename, dirname } from 'node:path';
import { env, pipeline, Tensor } from '@huggingface/transformers';
import { peakMemory, readPcm, serve, timed } from './serve.mjs';

env.allowRemoteModels = false;
env.useFSCache = false;
let asr;

/** transformers.js as its users run it: the pipeline for speech recognition over chunks of 30 s. */
serve({
  async load({ folder, threads }) {
    env.localModelPath = dirname(folder);
    asr = await pipeline('automatic-speech-recognition', basename(folder), {
      // Takes the files without a suffix, whatever the precision of what is in them.
      dtype: 'fp32',
      device: 'cpu',
      session_options: { intraOpNumThreads: threads, interOpNumThreads: 1 },
    });
  },
  async recognize({ pcmPath }) {
    const audio = readPcm(pcmPath);
    const { value, seconds } = await timed(() => asr(audio, { chunk_length_s: 30 }));
    return { seconds, text: value.text, peak: peakMemory() };
  },
  /** One window of silence through the encoder, `rows` at once. @returns seconds for all of them. */
  async encode({ rows }) {
    const { seconds } = await timed(() =>
      asr.model.sessions.model.run({ input_features: features(rows).ort_tensor }),
    );
    return seconds;
  },
  /** Writes exactly `count` tokens. @returns seconds, with those of the encoder. */
  async write({ count }) {
    const { seconds } = await timed(() =>
      asr.model.generate({ inputs: features(1), min_new_tokens: count, max_new_tokens: count }),
    );
    return seconds;
  },
});

function features(rows) {
  const { feature_size: bins, nb_max_frames: frames } = asr.processor.feature_extractor.config;
  return new Tensor('float32', new Float32Array(rows * bins * frames), [rows, bins, frames]);
}
