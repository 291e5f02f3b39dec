import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { decodingDefaults } from '../../src/asr/recognizer.js';
import { findInCatalog } from '../../src/models/catalog.js';
import { verifyModel } from '../../src/models/installed.js';
import type { createJobRunner } from '../../src/pipeline/jobs.js';
import { soleRecognizer } from '../../src/pipeline/plan.js';
import { divideThreads } from '../../src/pipeline/worker-pool.js';
import { settingDefinitions } from '../../src/settings/definitions.js';
import { makeMedia } from '../audio/media.js';
import { repo } from '../shared.js';

const cache = mkdtempSync(join(tmpdir(), 'scribe-threads-'));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

/** Threads start from a file, so the built program runs. */
const { createJobRunner: createRunner } = (await import(repo('dist/pipeline/jobs.js'))) as {
  createJobRunner: typeof createJobRunner;
};

const recording = repo('examples', 'standup.ogg');
const folders = { models: join(cache, 'models'), cache };
const installed = (name: string, task: Parameters<typeof findInCatalog>[1]) =>
  verifyModel(findInCatalog(name, task), folders);

/** Everything that a run on so many threads finds: the result of every stage, and what comes out in the end. */
async function processOn(threads: number, recognizer: string, path: string) {
  const run = createRunner();
  const kept: Record<string, string> = {};
  const context = {
    signal: new AbortController().signal,
    emit: () => {},
    checkpoints: {
      get: async () => null,
      put: async (key: string, value: string) => {
        kept[key] = value;
      },
    },
    clock: () => performance.now(),
  };
  const { audio, recording } = await run(
    { kind: 'decode', path, sha256: null, spoolFolder: join(cache, 'spool'), channels: 'mix', ffmpeg: null },
    context,
  );
  const models = {
    speech: await installed('silero-vad-6.2', 'speech'),
    recognition: soleRecognizer(await installed(recognizer, 'recognition')),
    segmentation: await installed(settingDefinitions.segmentationModel.default, 'segmentation'),
    voice: await installed(settingDefinitions.voiceModel.default, 'voice'),
  };
  const plan = {
    models,
    language: 'en',
    languages: [],
    decoding: decodingDefaults,
    threads,
    speakers: null,
    minSpeakers: null,
    maxSpeakers: null,
    hallucinations: 'suppress' as const,
  };
  const { contentFp } = recording.fingerprint;
  const found = await run({ kind: 'process', audio, contentFp, languageTag: null, plan }, context);
  return { found, kept };
}

describe('any number of threads gives the same bytes of every stage', () => {
  it.each([
    ['a network in each worker', 'whisper-tiny.en-scribe', [2, 3, 7]],
    ['several threads in one network', 'whisper-base-8bit', [3]],
  ])('%s', { timeout: 300_000 }, async (_, recognizer, counts) => {
    const path = join(cache, `${recognizer}.wav`);
    makeMedia('-i', recording, '-t', '12', path);
    const first = await processOn(1, recognizer, path);
    expect(first.found.turns.length).toBeGreaterThan(0);
    expect(Object.keys(first.kept).length).toBeGreaterThanOrEqual(4);
    for (const threads of counts) expect(await processOn(threads, recognizer, path)).toEqual(first);
  });
});

describe('threads and networks', () => {
  it('a small network is opened in every worker, with one thread', () => {
    expect(divideThreads(7, 40e6)).toEqual({ workers: 7, threadsPerWorker: 1 });
  });

  it.each([1, 3, 4, 16])('a large one is opened once, with four of %d threads at most', (threads) => {
    expect(divideThreads(threads, 80e6)).toEqual({ workers: 1, threadsPerWorker: Math.min(4, threads) });
  });
});
