import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../src/domain/speakers.js';
import { assembleTranscript } from '../../src/pipeline/assemble-transcript.js';
import { segment, soundEvidence } from '../asr/hallucinations/segments.js';

const cluster = (id: string, start: number, end: number): Cluster => ({
  id,
  spans: [{ start, end }],
  centroid: { model: 'voice', vector: new Float32Array(2) },
});
const clusters = [cluster('S1', 0, 10), cluster('S2', 12, 20)];
const speech = [
  { start: 0, end: 10 },
  { start: 12, end: 20 },
];
const segments = [
  segment('We can begin now.', 1, 4),
  segment('Thank you.', 10.4, 11, { evidence: {} }),
  segment('And so we went on until the end.', 13, 19),
];
const assemble = (policy: 'suppress' | 'keep') =>
  assembleTranscript({ segments, speech, voiced: speech, clusters, duration: 60, policy });

describe('words of a recording', () => {
  it('that nobody said are suppressed with the voice that they would belong to, and their evidence', () => {
    const { turns, suppressed } = assemble('suppress');
    expect(turns.map((turn) => [turn.clusterId, turn.text])).toEqual([
      ['S1', 'We can begin now.'],
      ['S2', 'And so we went on until the end.'],
    ]);
    expect(suppressed).toMatchObject([
      { clusterId: 'S1', text: 'Thank you.', reason: 'no-speech', evidence: soundEvidence },
    ]);
  });

  it('are all kept when that is asked for', () => {
    const { turns, suppressed } = assemble('keep');
    expect(suppressed).toEqual([]);
    expect(turns.map((turn) => turn.text).join(' ')).toContain('Thank you.');
  });

  it('that are missing where somebody speaks are reported, with what was suppressed there', () => {
    const more = [...speech, { start: 30, end: 30.8 }];
    const assembled = assembleTranscript({
      segments: [...segments, segment('...', 30, 30.5)],
      speech: more,
      voiced: more,
      clusters,
      duration: 60,
      policy: 'suppress',
    });
    expect(assembled.unrecognized).toEqual([
      { start: 4.5, end: 10, reason: 'no-words' },
      { start: 30, end: 30.8, reason: 'left-out' },
    ]);
  });
});
