import { expect, it } from 'vitest';
import { formatBytes } from '../../src/domain/bytes.js';
import type { PullEvent } from '../../src/models/download/events.js';
import { createDownloadLines, describePull } from '../../src/report/download-lines.js';

const overall = { received: 300e6, total: 668e6, speed: 12.3e6, secondsLeft: 29.9 };
const result = {
  name: 'parakeet',
  licence: 'CC-BY-4.0',
  folder: '/m/parakeet',
  outcome: 'pulled',
  files: 2,
  size: 668e6,
  downloaded: 600e6,
  reused: 68e6,
  trusted: [{ path: 'vocab.txt', size: 93_939, sha256: 'abc' }],
} as const;

const run: PullEvent[] = [
  { kind: 'model-started', name: 'parakeet', licence: 'CC-BY-4.0', index: 0, total: 2 },
  { kind: 'model-waiting', name: 'parakeet' },
  { kind: 'file-started', path: 'model.onnx', received: 100e6, total: 600e6 },
  { kind: 'file-progress', path: 'model.onnx', received: 300e6, total: 600e6, overall },
  { kind: 'file-retried', path: 'model.onnx', reason: 'no byte arrived for too long', wait: 1.5 },
  { kind: 'file-finished', path: 'model.onnx', from: 'network', size: 600e6, sha256: 'x', trusted: false },
  { kind: 'file-finished', path: 'vocab.txt', from: 'hub-cache', size: 68e6, sha256: 'x', trusted: true },
  { kind: 'model-finished', result },
];

function lines(quiet: boolean, step: number) {
  const text = { out: '', err: '' };
  let now = 0;
  const reporter = createDownloadLines(
    { out: { write: (piece) => (text.out += piece) }, err: { write: (piece) => (text.err += piece) } },
    { quiet, now: () => (now += step) },
  );
  for (const event of run) reporter.emit(event);
  return text;
}

it('progress and results are kept apart', () => {
  const { out, err } = lines(false, 20_000);
  expect(err.split('\n')).toEqual([
    '[1/2] parakeet (CC-BY-4.0)',
    '  waiting: another scribe process is downloading parakeet',
    '  model.onnx, 600 MB, 100 MB already here',
    '  300 MB of 668 MB, 12 MB/s, about 30 s left',
    '  model.onnx: no byte arrived for too long; retrying in 1.5 s',
    '  model.onnx: 600 MB, complete',
    '  vocab.txt: 68 MB, from the Hugging Face cache',
    '',
  ]);
  expect(out).toBe(
    'parakeet: 600 MB downloaded, 68 MB from the Hugging Face cache (2 files, 668 MB, in /m/parakeet)\n' +
      '  licence   CC-BY-4.0\n' +
      '  trusted   vocab.txt (94 kB), which has no known hash; from now on it must have SHA-256 abc\n',
  );
});

it('progress is reported rarely, and not at all with --quiet', () => {
  expect(lines(false, 1).err).not.toContain('MB/s');
  expect(lines(true, 20_000).err).toBe('');
});

it('a model that is complete or ships says so', () => {
  expect(describePull({ ...result, outcome: 'complete', trusted: [] })).toEqual([
    'parakeet: complete (2 files, 668 MB, in /m/parakeet)',
  ]);
  expect(describePull({ ...result, outcome: 'ships', folder: null })).toEqual([
    'parakeet: ships with scribe, nothing to download (2 files, 668 MB)',
  ]);
});

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [9949, '9.9 kB'],
  [93_939, '94 kB'],
  [999_499, '999 kB'],
  [999_500, '1.0 MB'],
  [668e6, '668 MB'],
  [2.44e9, '2.4 GB'],
])('%i bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
