import { describe, expect, it } from 'vitest';
import { type DecodedFacts, warningsAbout } from '../../src/audio/decode-warnings.js';

const fine = {
  damaged: 0,
  cutOff: false,
  refused: false,
  guessed: false,
  memory: false,
  overtime: false,
  reason: '',
};
const about = (facts: Partial<DecodedFacts>) =>
  warningsAbout({ trouble: fine, decoded: 10, gaps: [], ...facts });

describe('warningsAbout', () => {
  it('is silent about a recording as long as it states, within a second', () => {
    for (const decoded of [9.1, 10, 10.9]) expect(about({ decoded, stated: 10 })).toEqual([]);
    expect(about({ decoded: 1234 })).toEqual([]);
  });

  it('reports sound that is shorter or longer than stated, and why, once', () => {
    expect(about({ decoded: 60, stated: 125 })).toEqual([
      'The sound ends at 1:00, but the container states a length of 2:05.',
    ]);
    expect(about({ decoded: 125, stated: 60 })).toEqual([
      'The container states a length of 1:00, but there is sound up to 2:05.',
    ]);
    expect(about({ decoded: 60, stated: 125, trouble: { ...fine, cutOff: true } })).toEqual([
      'The file is cut off: the sound ends at 1:00, but the container states a length of 2:05.',
    ]);
  });

  it('reports damage once', () => {
    const of = (trouble: Partial<typeof fine>) => about({ trouble: { ...fine, ...trouble } });
    expect(of({ damaged: 1 })).toEqual(['The file is damaged in one place.']);
    expect(of({ damaged: 3 })).toEqual(['The file is damaged in 3 places.']);
    expect(of({ damaged: 1, cutOff: true })).toEqual([
      'The file is cut off: ffmpeg reports that its end is missing.',
    ]);
    expect(of({ damaged: 2, cutOff: true })).toHaveLength(2);
  });

  it('names the place and the length of a long gap, and what became of it', () => {
    const gap = { at: 12, stated: 36_000, kept: 36_000 };
    expect(about({ decoded: 36_015, stated: 36_015, gaps: [gap] })).toEqual([
      'From 0:12 on there is nothing in the file for 10:00:00; silence stands for it.',
    ]);
    expect(about({ decoded: 3615, stated: 36_015, gaps: [{ ...gap, kept: 3600 }] })).toEqual([
      'From 0:12 on there is nothing in the file for 10:00:00; 1:00:00 of silence stand for it, and what follows is placed 9:00:00 early.',
    ]);
    expect(about({ decoded: 15, stated: 15, gaps: [{ ...gap, kept: 0 }] })[0]).toMatch(/it is not kept/);
    expect(about({ gaps: [{ at: 3, stated: 5, kept: 5 }] })).toEqual([]);
    expect(about({ gaps: Array(8).fill({ at: 3, stated: 90, kept: 90 }) })).toHaveLength(6);
  });
});
