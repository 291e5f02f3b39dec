import { expect, it } from 'vitest';
import { createWatchReporter } from '../../src/report/watch-lines.js';
import type { WatchEvent } from '../../src/watch/events.js';

const events: readonly WatchEvent[] = [
  {
    kind: 'watch-started',
    folders: [
      { path: '/in', poll: null, present: true },
      { path: '/nas', poll: 10, present: false },
    ],
  },
  { kind: 'watch-waiting', path: '/in/a.wav', reason: 'it has just changed' },
  { kind: 'watch-found', path: '/in/b\u001b.wav', again: true },
  {
    kind: 'watch-moved',
    path: '/in/c.wav',
    from: '/in/d.wav',
    meetingId: '0190a000-0000-7000-8000-0000000000ff',
  },
  {
    kind: 'watch-failed',
    path: '/in/e.wav',
    attempts: 1,
    nextAttemptAt: '2026-01-05T10:00:00.000Z',
    code: 'RECORDING',
  },
  { kind: 'watch-failed', path: '/in/e.wav', attempts: 5, nextAttemptAt: null, code: 'RECORDING' },
  { kind: 'watch-away', folder: '/nas' },
  { kind: 'watch-back', folder: '/nas' },
  { kind: 'watch-idle' },
  { kind: 'watch-stopped', completed: 1, known: 2, failed: 3 },
];

function print(options: { readonly json: boolean; readonly quiet: boolean }) {
  const printed = { out: '', err: '' };
  const stream = (name: 'out' | 'err') => ({ write: (text: string) => (printed[name] += text) });
  const reporter = createWatchReporter({
    out: stream('out'),
    err: stream('err'),
    ...options,
    clock: () => 0,
    now: () => '2026-01-05T10:00:00.000Z',
  });
  for (const event of events) reporter.emit(event);
  return printed;
}

it('what a watcher does is a line of news each, without control characters', () => {
  const { out, err } = print({ json: false, quiet: false });
  expect(out).toBe('/in/b\\x1b.wav: would be processed again\n');
  expect(err.split('\n')).toEqual([
    'watching /in, /nas (not there now, looked at every 10 seconds)',
    '/in/a.wav: it has just changed',
    '/in/c.wav: done before as /in/d.wav (000000ff)',
    '/in/e.wav: tried again at 2026-01-05T10:00:00.000Z',
    '/in/e.wav: given up after 5 attempts, until the file changes (scribe watch --retry tries it again)',
    '/nas is gone; it is waited for',
    '/nas is back',
    'stopped: 1 completed, 2 already known, 3 failed',
    '',
  ]);
});

it('quietly there are only results', () => {
  expect(print({ json: false, quiet: true }).err).toBe('');
});

it('as JSON each event is one line of standard output', () => {
  const { out, err } = print({ json: true, quiet: false });
  expect(
    out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(events.map((event) => ({ ...event, time: '2026-01-05T10:00:00.000Z' })));
  expect(err).toBe('');
});
