import { decodingDefaults } from '../../src/asr/recognizer.js';
import { openPcm } from '../../src/features/pcm.js';
import type { InstalledModel } from '../../src/models/installed.js';
import { createNetworks } from '../../src/pipeline/networks.js';

/** A model, and the task that it is opened for as the pipeline does. */
export interface Use {
  readonly model: InstalledModel;
  readonly task: string;
  /** 16 bit, mono, some seconds of speech. */
  readonly pcm: string;
  /** Of recognition: how it goes through the recording, and how many hypotheses it follows. */
  readonly longForm: 'auto' | 'sequential';
  readonly beam: number;
}

/** Opens the model's networks, runs them once, and closes what can be closed. @returns what is wrong with their answers. */
export async function runModel({ model, task, pcm: path, longForm, beam }: Use): Promise<readonly string[]> {
  const networks = createNetworks();
  const pcm = openPcm(path);
  try {
    switch (task) {
      case 'speech':
        return numbers('probabilities', await (await networks.speech(model)).detect(pcm));
      case 'segmentation': {
        const segmenter = await networks.segmentation(model, 1);
        return numbers('probabilities', await segmenter.segment(pcm, [0, segmenter.hop]));
      }
      case 'voice': {
        const embedder = await networks.voice(model, 1);
        const frames = 200;
        const features = new Float32Array(2 * frames * embedder.fbank.bins);
        for (let i = 0; i < features.length; i++) features[i] = Math.sin(i) + Math.sin(i / 80);
        const vectors = await embedder.embed(features, 2, frames);
        return [
          ...numbers('a voice', vectors.subarray(0, 2 * embedder.dims)),
          ...(vectors.length < 2 * embedder.dims ? [`two voices are ${vectors.length} numbers`] : []),
        ];
      }
      case 'text-embedding': {
        const embedder = await networks.text(model, 1);
        const vectors = await embedder.embed([
          'Ship it on Monday, please.',
          '',
          'naïve 漢字 __proto__ constructor',
        ]);
        await embedder.close();
        return vectors.flatMap((vector) => numbers('a text', vector));
      }
      default:
        return await recognize();
    }
  } finally {
    pcm.close();
  }

  async function recognize(): Promise<readonly string[]> {
    const recognizer = await networks.recognizer(model, 1);
    try {
      const whole = { start: 0, end: pcm.samples / 16_000 };
      const decoding = {
        ...decodingDefaults,
        beam,
        longForm,
        hotwords: ['Maya', '__proto__'],
        prompt: 'Hello, Maya.',
      };
      recognizer.unusedOf(decoding);
      const language = recognizer.languageFor('auto');
      const faults: string[] = [];
      for (const batch of recognizer.planBatches(recognizer.chunkSpeech([whole], longForm))) {
        const segments = await recognizer.recognize(pcm, batch, {
          ...decoding,
          language: language === 'und' ? 'en' : language,
        });
        const words = segments.flatMap((segment) => segment.words);
        if (words.some(({ confidence }) => !(confidence >= 0 && confidence <= 1 + 1e-6)))
          faults.push('a word whose confidence is no probability');
        for (const { start, end } of words)
          if (!(start >= 0 && end >= start && end < whole.end + 60))
            faults.push(`a word from ${start} to ${end} s`);
      }
      return faults.slice(0, 3);
    } finally {
      await recognizer.close();
    }
  }
}

const numbers = (what: string, values: Float32Array): string[] =>
  values.every(Number.isFinite) ? [] : [`${what} of no numbers, and no error`];
