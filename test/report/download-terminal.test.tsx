import { render } from 'ink-testing-library';
import { expect, it } from 'vitest';
import type { PullEvent } from '../../src/models/download/events.js';
import { advanceDownload, type DownloadProgress, DownloadView } from '../../src/report/download-terminal.js';

const overall = { received: 334e6, total: 668e6, speed: 12.3e6, secondsLeft: 27 };
const show = (events: readonly PullEvent[]) => {
  const progress = events.reduce<DownloadProgress | null>(advanceDownload, null);
  return { progress, frame: progress && render(<DownloadView progress={progress} rows={24} />).lastFrame()! };
};
const start: PullEvent = { kind: 'model-started', name: 'parakeet', licence: 'MIT', index: 1, total: 3 };

it('shows all files together, and each that is in progress or about to be retried', () => {
  const { frame } = show([
    start,
    { kind: 'file-started', path: 'model.onnx', received: 0, total: 600e6 },
    { kind: 'file-started', path: 'vocab.txt', received: 0, total: 68e6 },
    { kind: 'file-started', path: 'config.json', received: 0, total: 300 },
    { kind: 'file-progress', path: 'model.onnx', received: 334e6, total: 600e6, overall },
    { kind: 'file-retried', path: 'vocab.txt', reason: 'the connection was lost', wait: 1 },
    { kind: 'file-finished', path: 'config.json', from: 'network', size: 300, sha256: 'x', trusted: false },
  ]);
  expect(frame).toMatch(/\[2\/3\] parakeet █{12}░{12} +50 % 334 MB of 668 MB, 12 MB\/s, about 25 s left/);
  expect(frame).toContain('▸ model.onnx 334 MB of 600 MB');
  expect(frame).toContain('▸ vocab.txt the connection was lost');
  expect(frame).not.toContain('config.json');
});

it('says that it waits, and shows nothing between two models', () => {
  expect(show([start, { kind: 'model-waiting', name: 'parakeet' }]).frame).toContain('another scribe');
  const result = {
    name: 'parakeet',
    licence: 'MIT',
    folder: '/m',
    outcome: 'complete',
    files: 1,
    size: 1,
  } as const;
  const finished = { ...result, downloaded: 0, reused: 0, trusted: [] };
  expect(show([start, { kind: 'model-finished', result: finished }]).progress).toBeNull();
});
