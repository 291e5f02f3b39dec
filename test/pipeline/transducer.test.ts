import { expect, test } from 'vitest';
import { decodingDefaults } from '../../src/asr/recognizer.js';
import { findInCatalog } from '../../src/models/catalog.js';
import { type InstalledModel, verifyModel } from '../../src/models/installed.js';
import { createJobRunner } from '../../src/pipeline/jobs.js';
import { soleRecognizer } from '../../src/pipeline/plan.js';
import type { JobContext } from '../../src/pipeline/run-stage.js';
import { settingDefinitions } from '../../src/settings/definitions.js';
import { makeMedia, temporaryFolder } from '../audio/media.js';
import { writeTransducer } from '../fixtures/make-parakeet.js';
import { repo } from '../shared.js';

const at = temporaryFolder();

const context: JobContext = {
  signal: new AbortController().signal,
  emit: () => {},
  checkpoints: { get: async () => null, put: async () => {} },
  clock: () => performance.now(),
};

test('a recording goes through the whole pipeline with a transducer of random weights', async () => {
  const folders = { models: at('models'), cache: at() };
  writeTransducer(at('tdt'), 'tdt', { seed: 1 });
  const recognition: InstalledModel = {
    name: 'random-tdt',
    architecture: 'transducer',
    languages: ['en', 'de'],
    folder: at('tdt'),
    hash: 'random',
    size: 0,
    parameters: {},
  };
  const models = {
    speech: await verifyModel(findInCatalog('silero-vad-6.2', 'speech'), folders),
    recognition: soleRecognizer(recognition),
    segmentation: await verifyModel(findInCatalog('segmentation-3.0', 'segmentation'), folders),
    voice: await verifyModel(findInCatalog(settingDefinitions.voiceModel.default, 'voice'), folders),
  };
  makeMedia('-i', repo('examples/standup.ogg'), '-t', '20', at('begin.wav'));
  const run = createJobRunner();
  const { audio, recording } = await run(
    {
      kind: 'decode',
      path: at('begin.wav'),
      sha256: null,
      spoolFolder: at('spool'),
      channels: 'auto',
      ffmpeg: null,
    },
    context,
  );
  const counts = { speakers: null, minSpeakers: null, maxSpeakers: null };
  const plan = {
    models,
    language: 'auto',
    languages: [],
    decoding: decodingDefaults,
    hallucinations: 'keep' as const,
    threads: 1,
    ...counts,
  };
  const { contentFp } = recording.fingerprint;
  const {
    language,
    turns,
    models: used,
  } = await run({ kind: 'process', audio, contentFp, languageTag: null, plan }, context);
  expect(language).toBe('und');
  expect(used.recognition).toBe('random-tdt');
  const words = turns.flatMap((turn) => turn.words);
  expect(words.length).toBeGreaterThan(20);
  words.forEach((word, i) => {
    expect(word.start).toBeGreaterThanOrEqual(words[i - 1]?.start ?? 0);
    expect(word.end).toBeGreaterThanOrEqual(word.start);
    expect(word.end).toBeLessThanOrEqual(recording.duration);
  });
});
