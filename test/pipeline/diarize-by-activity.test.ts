import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { decodingDefaults } from '../../src/asr/recognizer.js';
import { embedSpeech } from '../../src/diarization/embed-speech.js';
import type { Span } from '../../src/domain/time.js';
import { dot } from '../../src/domain/vectors.js';
import { withPcm } from '../../src/features/pcm.js';
import { findInCatalog, type ModelTask } from '../../src/models/catalog.js';
import { type InstalledModel, modelFolder } from '../../src/models/installed.js';
import { diarizeTrack } from '../../src/pipeline/diarize-track.js';
import { createNetworks } from '../../src/pipeline/networks.js';
import { type ProcessRequest, soleRecognizer } from '../../src/pipeline/plan.js';
import type { ProcessContext } from '../../src/pipeline/worker-pool.js';
import { makeBandDiarizer } from '../fixtures/make-nemotron.js';

const home = mkdtempSync(join(tmpdir(), 'scribe-activity-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

function installed(name: string, task: ModelTask): InstalledModel {
  const model = findInCatalog(name, task);
  return { ...model, hash: name, size: 1, folder: modelFolder(model, { models: home }) };
}

/** The catalog's own entry, with a network that knows people by the height of their tones. */
const diarizer = installed('nemotron-3-diarization-int8', 'segmentation');
mkdirSync(diarizer.folder, { recursive: true });
writeFileSync(join(diarizer.folder, String(diarizer.parameters.file)), makeBandDiarizer(1e-4));

/** A tone that wobbles, so that it fills a group of bands and no other. */
interface Voice {
  readonly hz: number;
  readonly depth: number;
}
const low: Voice = { hz: 560, depth: 3 };
const high: Voice = { hz: 3300, depth: 8 };

/** Who sounds from when to when, in seconds. */
function record(seconds: number, tones: readonly (readonly [Voice, number, number])[]): string {
  const pcm = new Int16Array(seconds * 16_000);
  for (const [{ hz, depth }, from, to] of tones)
    for (let i = Math.round(from * 16_000); i < to * 16_000; i++)
      pcm[i] += 6000 * Math.sin((2 * Math.PI * hz * i) / 16_000 + depth * Math.sin((2 * Math.PI * i) / 300));
  const path = join(home, 'recording.pcm');
  writeFileSync(path, new Uint8Array(pcm.buffer));
  return path;
}

/** Diarizes with all of the recording as speech, and keeps what is kept. */
async function diarize(path: string, seconds: number, counts: Partial<ProcessRequest['plan']> = {}) {
  const kept = new Map<string, string>();
  const stages: string[] = [];
  const messages: string[] = [];
  const context: ProcessContext = {
    networks: createNetworks(),
    pool: {
      runAll: () => Promise.reject(new Error('nothing here is for the pool')),
    },
    signal: new AbortController().signal,
    emit: (event) => {
      if (event.kind === 'warning') messages.push(event.message);
      else stages.push('provider' in event ? `${event.kind} ${event.provider}` : event.kind);
    },
    checkpoints: {
      get: async (key) => kept.get(key) ?? null,
      put: async (key, value) => void kept.set(key, value),
    },
    clock: () => 0,
  };
  const request: ProcessRequest = {
    kind: 'process',
    audio: { pcmPath: path, samples: seconds * 16_000, tracks: [] },
    contentFp: 'made',
    languageTag: null,
    plan: {
      models: {
        speech: installed('silero-vad-6.2', 'speech'),
        recognition: soleRecognizer(installed('whisper-tiny.en-scribe', 'recognition')),
        segmentation: diarizer,
        voice: installed('campplus-zh-en', 'voice'),
      },
      language: 'en',
      languages: [],
      decoding: decodingDefaults,
      threads: 1,
      speakers: null,
      minSpeakers: null,
      maxSpeakers: null,
      hallucinations: 'suppress',
      ...counts,
    },
  };
  const speech = [{ start: 0, end: seconds }];
  const heard = async () => ({ voiced: speech, faint: speech });
  const run = () => withPcm(path, (pcm) => diarizeTrack(pcm, heard, request, context));
  return { clusters: await run(), again: await run(), stages, messages };
}

describe('a segmentation model that hears whole recordings', () => {
  it('gives the turns, overlap included, and every voice an embedding of its own', async () => {
    // Longer than two steps of the network, so that the second of them knows the voices from its cache.
    const path = record(65, [
      [high, 0, 6],
      [low, 5, 12],
      [high, 12, 34],
      [low, 34, 62],
      [high, 60, 65],
    ]);
    const { clusters, again, stages } = await diarize(path, 65);
    const near = clusters.map(({ id, spans }) => [
      id,
      ...spans.map(({ start, end }) => [Math.round(start * 10) / 10, Math.round(end * 10) / 10]),
    ]);
    expect(near).toEqual([
      ['S1', [0, 6], [12, 34], [60, 65]],
      ['S2', [5, 12], [34, 62]],
    ]); // biome-ignore format: a voice each
    const [first, second] = clusters.map(({ centroid }) => centroid);
    expect(first.model).toBe('campplus-zh-en');
    expect(dot(first.vector, first.vector)).toBeCloseTo(1, 5);
    const embedder = await createNetworks().voice(installed('campplus-zh-en', 'voice'), 1);
    const ofSpan = async (span: Span) => (await withPcm(path, (pcm) => embedSpeech(pcm, [span], embedder)))!;
    const [highAlone, lowAlone] = [
      await ofSpan({ start: 14, end: 32 }),
      await ofSpan({ start: 36, end: 58 }),
    ];
    expect(dot(first.vector, highAlone)).toBeGreaterThan(dot(first.vector, lowAlone) + 0.05);
    expect(dot(second.vector, lowAlone)).toBeGreaterThan(dot(second.vector, highAlone) + 0.05);

    // The second run takes the first one's answer, exactly.
    expect(stages).toContain('stage-started nemotron-3-diarization-int8');
    expect(stages.at(-1)).toBe('stage-skipped');
    expect(again).toEqual(clusters);
  });

  it('folds a voice of one cough into the others, and says so', async () => {
    const path = record(62, [
      [high, 0, 60],
      [low, 61, 61.9],
    ]);
    const { clusters, messages } = await diarize(path, 62);
    expect(clusters).toHaveLength(1);
    expect(messages).toEqual([expect.stringMatching(/^A voice was heard so briefly/)]);
  });

  it('finds no more voices than are asked for', async () => {
    const path = record(12, [
      [high, 0, 8],
      [low, 8, 12],
    ]);
    const { clusters } = await diarize(path, 12, { speakers: 1 });
    expect(clusters.map(({ spans }) => spans)).toEqual([[{ start: 0, end: expect.closeTo(12, 1) }]]);
  });
});
