import { expect, it } from 'vitest';
import { compareRuns, type MadeWith, type Provenance } from '../../src/domain/provenance.js';

const madeWith: MadeWith = {
  scribe: '1.0.0',
  onnxruntime: '1.30.0',
  ffmpeg: '6.1',
  processor: 'x64 avx2',
  models: { voice: { name: 'campplus', hash: 'a'.repeat(64) } },
  parameters: { language: 'en' },
  words: null,
};
const hash = (stage: string, sha256: string, of = '') => ({ stage, of, sha256 });
const run = (results: Provenance['results'], made: Partial<MadeWith> = {}): Provenance => ({
  madeWith: { ...madeWith, ...made },
  results,
});
const stages = [
  hash('transcript', 't'),
  hash('recognize-block', 'b', '2'),
  hash('recognize-block', 'a', '1'),
];

it('runs with the same results are equal, in whatever order their pieces came', () => {
  expect(compareRuns(run(stages), run([...stages].reverse()))).toEqual({
    equal: true,
    first: null,
    changes: [],
    stages: [
      { stage: 'recognize-block', equal: true },
      { stage: 'transcript', equal: true },
    ],
  });
});

it('names the stage that differs first, and what changed', () => {
  const before = run([hash('decode', 'd'), hash('diarize', 'x'), hash('transcript', 't')]);
  const now = run([hash('transcript', 'u'), hash('diarize', 'y'), hash('decode', 'd')], {
    ffmpeg: '7.0',
    models: { voice: { name: 'titanet', hash: 'b'.repeat(64) } },
    words: 'c'.repeat(64),
  });
  expect(compareRuns(before, now)).toMatchObject({
    equal: false,
    first: 'diarize',
    changes: [
      { what: 'ffmpeg', before: '6.1', now: '7.0' },
      { what: 'model for voice', before: 'campplus aaaaaaaaaaaa', now: 'titanet bbbbbbbbbbbb' },
      { what: 'words', before: 'none', now: 'cccccccccccc' },
    ],
  });
});

it('a stage that was asked something else is different', () => {
  expect(compareRuns(run([hash('recognize', 'r', '1')]), run([hash('recognize', 'r', '2')])).first).toBe(
    'recognize',
  );
});

it('a stage that one run took from a later checkpoint is not compared', () => {
  expect(compareRuns(run([hash('transcript', 't')]), run(stages))).toMatchObject({
    equal: true,
    stages: [{ stage: 'transcript', equal: true }],
  });
});
