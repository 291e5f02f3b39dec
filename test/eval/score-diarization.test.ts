import { describe, expect, it } from 'vitest';
import { parseRttm, type SpeakerSpan, scoreDiarization, totalScore } from '../../eval/score-diarization.js';

const span = (speaker: string, start: number, end: number): SpeakerSpan => ({ speaker, start, end });

describe('scoreDiarization', () => {
  it('finds nothing wrong with the right answer under other names', () => {
    const score = scoreDiarization(
      [span('anna', 0, 5), span('ben', 5, 8)],
      [span('S2', 0, 5), span('S1', 5, 8)],
    );
    expect(score).toMatchObject({ reference: 8, miss: 0, falseAlarm: 0, confusion: 0, der: 0 });
    expect(Object.fromEntries(score.mapping)).toEqual({ S1: 'ben', S2: 'anna' });
  });

  it('tells miss, false alarm and confusion apart', () => {
    // 0-4 right, 4-6 given to the wrong one, 6-8 missed, 9-10 invented.
    const score = scoreDiarization([span('a', 0, 4), span('b', 4, 8)], [span('x', 0, 6), span('y', 9, 10)]);
    expect(score.confusion).toBeCloseTo(2);
    expect(score.miss).toBeCloseTo(2);
    expect(score.falseAlarm).toBeCloseTo(1);
    expect(score.der).toBeCloseTo(5 / 8);
    expect([score.speakers, score.found]).toEqual([2, 2]);
  });

  it('counts overlapped speech once per speaker', () => {
    const score = scoreDiarization([span('a', 0, 10), span('b', 4, 6)], [span('x', 0, 10)]);
    expect(score.reference).toBeCloseTo(12);
    expect(score.miss).toBeCloseTo(2);
    expect(score.der).toBeCloseTo(2 / 12);
  });

  it('maps by the best sum, not by the best pair', () => {
    // x shares 6 with a and 5 with b; y shares 5 with a alone: x-b and y-a are worth 10, x-a alone 6.
    const score = scoreDiarization(
      [span('a', 0, 11), span('b', 11, 16)],
      [span('x', 0, 6), span('y', 6, 11), span('x', 11, 16)],
    );
    expect(Object.fromEntries(score.mapping)).toEqual({ x: 'b', y: 'a' });
    expect(score.confusion).toBeCloseTo(6);
  });

  it('does not score what lies within the collar of a boundary of the reference', () => {
    const reference = [span('a', 1, 3), span('b', 3, 5)];
    const answer = [span('x', 0.8, 3.2), span('y', 3.2, 5.5)];
    expect(scoreDiarization(reference, answer).der).toBeCloseTo((0.2 + 0.2 + 0.5) / 4);
    const collared = scoreDiarization(reference, answer, { collar: 0.25 });
    expect(collared.reference).toBeCloseTo(3);
    expect(collared.falseAlarm).toBeCloseTo(0.25);
    expect(collared.confusion).toBe(0);
  });

  it('takes spans of one speaker that overlap as one', () => {
    const score = scoreDiarization([span('a', 0, 3), span('a', 2, 4)], [span('x', 0, 4), span('x', 1, 2)]);
    expect(score.reference).toBeCloseTo(4);
    expect(score.der).toBe(0);
  });

  it('calls any answer to silence an error, and silence right', () => {
    expect(scoreDiarization([], []).der).toBe(0);
    expect(scoreDiarization([], [span('x', 0, 1)]).der).toBe(1);
    expect(scoreDiarization([span('a', 0, 1)], []).der).toBe(1);
  });

  it('adds recordings by their speaker time', () => {
    const long = scoreDiarization([span('a', 0, 9)], [span('x', 0, 9)]);
    const short = scoreDiarization([span('a', 0, 1)], []);
    expect(totalScore([long, short]).der).toBeCloseTo(0.1);
  });
});

describe('parseRttm', () => {
  it('reads speaker lines and skips the rest', () => {
    const text = [
      ';; a comment',
      'SPKR-INFO m 1 <NA> <NA> <NA> unknown anna <NA>',
      'SPEAKER m 1 1.500 2.250 <NA> <NA> anna <NA> <NA>',
      '',
    ].join('\n');
    expect(parseRttm(text)).toEqual([{ speaker: 'anna', start: 1.5, end: 3.75 }]);
  });

  it('names the line that it cannot read', () => {
    expect(() => parseRttm('SPEAKER m 1 x 2 <NA> <NA> anna <NA> <NA>')).toThrow(/line 1/);
    expect(() => parseRttm('\nSPEAKER m 1 1 -2 <NA> <NA> anna <NA> <NA>')).toThrow(/line 2/);
  });
});
