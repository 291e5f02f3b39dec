import { render } from 'ink-testing-library';
import { expect, it } from 'vitest';
import type { PipelineEvent } from '../../src/pipeline/events.js';
import { advance, type Progress } from '../../src/report/progress.js';
import { ProgressView } from '../../src/report/terminal.js';

it('shows the recording, its share, the time left and every stage', () => {
  const events: PipelineEvent[] = [
    { kind: 'recording-started', path: '/recordings/standup.m4a', index: 1, total: 3 },
    { kind: 'stage-completed', stage: 'decode', durationMs: 1500 },
    { kind: 'stage-skipped', stage: 'detect-speech', reason: 'done before' },
    { kind: 'stage-progress', stage: 'recognize', share: 0.5 },
  ];
  const progress = events.reduce<Progress | null>((state, event) => advance(state, event, 0), null);
  const frame = render(<ProgressView progress={progress!} now={30_000} rows={24} />).lastFrame()!;
  expect(frame).toMatch(/\[2\/3\] standup\.m4a █+░+ +41 % +about 45 s left/);
  expect(frame).toMatch(/✓ decoding +1\.5 s/);
  expect(frame).toMatch(/✓ finding speech +done before/);
  expect(frame).toMatch(/▸ recognizing +50 %/);
  expect(frame).toMatch(/· saving/);
  const low = render(<ProgressView progress={progress!} now={30_000} rows={7} />).lastFrame()!;
  expect(low.split('\n')).toEqual([frame.split('\n')[0]]);
});

it('does not hand the terminal over to the name of a file', () => {
  const path = '/recordings/a\u001b[2J\u009b1m\u202e\nb.wav';
  const progress = advance(null, { kind: 'recording-started', path, index: 0, total: 1 }, 0);
  const frame = render(<ProgressView progress={progress!} now={0} rows={24} />).lastFrame()!;
  expect(frame.split('\n')[0]).toContain('a\\x1b[2J\\x9b1m\\u202e\\nb.wav');
});
