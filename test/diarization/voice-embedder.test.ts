import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { VoiceEmbedder } from '../../src/diarization/voice-embedder.js';
import { dot, normalize } from '../../src/domain/vectors.js';
import { createFbank, type Fbank, fbankDefaults } from '../../src/features/fbank.js';
import { findInCatalog } from '../../src/models/catalog.js';
import { type InstalledModel, modelFolder } from '../../src/models/installed.js';
import { createGraph } from '../../src/onnx/write-graph.js';
import { createNetworks } from '../../src/pipeline/networks.js';
import { readAudio } from '../asr/read-audio.js';
import { hasShared, shared } from '../shared.js';
import { noise } from './fake-embedder.js';

function installed(name: string, folder?: string): InstalledModel {
  const model = findInCatalog(name, 'voice');
  return { ...model, hash: name, size: 1, folder: folder ?? modelFolder(model, { models: '/nowhere' }) };
}

function featuresOf(fbank: Fbank, samples: Float32Array): Float32Array {
  const features = new Float32Array(fbank.frames(samples.length) * fbank.bins);
  fbank.compute(samples, features);
  return features;
}

/** One excerpt, with the features that the network asks for. */
const embed = (embedder: VoiceEmbedder, samples: Float32Array): Promise<Float32Array> =>
  embedder.embed(featuresOf(embedder.fbank, samples), 1, embedder.fbank.frames(samples.length));

interface Golden {
  readonly clips: readonly { audio: string; frames: number; embedding_float32: number[] }[];
}

describe.skipIf(!hasShared)('campplus-zh-en', () => {
  it('as it ships agrees with the vectors of float32', async () => {
    const golden: Golden = JSON.parse(
      readFileSync(shared('golden', 'diarization', 'campplus-zh-en.json'), 'utf8'),
    );
    const embedder = await createNetworks().voice(installed('campplus-zh-en'), 2);
    expect(embedder.dims).toBe(192);
    const vectors: Float32Array[] = [];
    for (const { audio, frames, embedding_float32 } of golden.clips) {
      const samples = readAudio(shared('audio', audio));
      expect(embedder.fbank.frames(samples.length)).toBe(frames);
      const vector = await embed(embedder, samples);
      expect(dot(vector, normalize(Float32Array.from(embedding_float32)))).toBeGreaterThan(0.95);
      vectors.push(vector);
    }
    const speakers = golden.clips.map(({ audio }) => audio.split('-')[0]);
    for (const [i, a] of vectors.entries())
      for (const [j, b] of vectors.entries())
        if (speakers[i] === speakers[j]) expect(dot(a, b)).toBeGreaterThan(0.4);
        else expect(dot(a, b)).toBeLessThan(0.3);
  });
});

describe('a voice network of 3D-Speaker', () => {
  it('is fed what it was trained on, by whatever names its export has', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'scribe-embedder-'));
    try {
      const graph = createGraph('loudest');
      const x = graph.input('x', 'float32', ['N', 'T', 80]);
      graph.node('ReduceMax', [x], { attributes: { axes: [1], keepdims: 0 }, outputs: ['embedding'] });
      graph.output('embedding', 'float32', ['N', 80]);
      writeFileSync(join(folder, 'tiny.onnx'), graph.modelBytes());
      const model = installed('3dspeaker-campplus-zh-en', folder);
      const tiny = { ...model, parameters: { ...model.parameters, dims: 80, file: 'tiny.onnx' } };
      const embedder = await createNetworks().voice(tiny, 1);
      const samples = new Float32Array(16_000);
      noise.read(0, samples);
      const expected = featuresOf(createFbank({ ...fbankDefaults, window: 'povey', scale: 1 }), samples);
      expect(featuresOf(embedder.fbank, samples)).toEqual(expected);
      const vector = await embed(embedder, samples);
      expect(vector).toHaveLength(80);
      expect(dot(vector, vector)).toBeCloseTo(1);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
