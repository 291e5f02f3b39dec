import { describe, expect, it } from 'vitest';
import {
  findActive,
  followSpeakers,
  type SegmentedRecording,
} from '../../src/diarization/follow-speakers.js';

/**
 * Windows of 20 frames, one every 8, drawn as text: a line for each local speaker of a window, `#` where it is certain to
 * speak, a digit for so many tenths.
 */
function draw(windows: readonly (readonly string[])[], frames: number, speakers = 2): SegmentedRecording {
  const activity = new Uint8Array(windows.length * 20 * speakers);
  for (const [w, lines] of windows.entries())
    for (const [speaker, line] of lines.entries())
      [...line.padEnd(20)].forEach((mark, f) => {
        const probability = mark === '#' ? 1 : mark === ' ' ? 0 : Number(mark) / 10;
        activity[(w * 20 + f) * speakers + speaker] = Math.round(probability * 255);
      });
  return { activity, windows: windows.length, window: 20, step: 8, speakers, frames };
}
const asText = (speaks: Uint8Array, first = 0) =>
  ' '.repeat(first) + [...speaks].map((s) => (s ? '#' : ' ')).join('');
const lines = (recording: SegmentedRecording, within?: readonly { from: number; to: number }[]) => {
  const chains = followSpeakers(recording);
  const { speaks, together } = findActive(recording, chains, within);
  return {
    chains: speaks.map((own, c) => asText(own, chains[c].first).trimEnd()).filter((text) => text !== ''),
    together: [...together].join(''),
  };
};

describe('followSpeakers', () => {
  it('follows a speaker who has another place in the next window', () => {
    const recording = draw(
      [
        ['##############      ', '              ######'],
        ['      ########      ', '######        ######'],
      ],
      28,
    );
    const { chains, together } = lines(recording);
    expect(chains).toEqual(['##############        ######', '              ########']);
    expect(together).toBe('1'.repeat(28));
  });

  it('makes another chain of who was silent for as long as windows overlap', () => {
    const recording = draw(
      [
        ['######              ', ''],
        ['                    ', ''],
        ['            ########', ''],
      ],
      36,
    );
    const chains = followSpeakers(recording).filter(({ activity }) => activity.some((a) => a > 0));
    expect(chains.map(({ first }) => first)).toEqual([0, 16]);
  });

  it('adds up what the windows of a chain say, and ends with the recording', () => {
    const recording = draw(
      [
        ['####################', ''],
        ['########6666########', ''],
      ],
      25,
    );
    const [chain] = followSpeakers(recording);
    expect([chain.first, chain.activity.length]).toEqual([0, 25]);
    expect([...chain.windows]).toEqual([...Array(8).fill(1), ...Array(12).fill(2), ...Array(5).fill(1)]);
    expect([chain.activity[0], chain.activity[8], chain.activity[16]]).toEqual([255, 510, 408]);
  });
});

describe('findActive', () => {
  it('lets two speak at once when most windows hear two', () => {
    const recording = draw(
      [
        ['####################', '       #######      '],
        ['####################', '######              '],
      ],
      28,
    );
    const { chains, together } = lines(recording);
    expect(chains).toEqual(['#'.repeat(28), '       #######']);
    expect(together).toBe(`${'1'.repeat(7)}${'2'.repeat(7)}${'1'.repeat(14)}`);
  });

  it('counts one person once whom two windows take for two', () => {
    // What the first window has as one speaker, the second hears mostly as another, which was silent before.
    const recording = draw(
      [
        ['##############      ', ''],
        ['####                ', '    ####            '],
      ],
      28,
    );
    const { together } = lines(recording);
    expect(Math.max(...[...together].map(Number))).toBe(1);
  });

  it('hears nothing outside of what is its own', () => {
    const recording = draw([['####################', '']], 20, 2);
    const { chains, together } = lines(recording, [{ from: 5, to: 9 }]);
    expect(chains).toEqual(['     ####']);
    expect(together).toBe(`${'0'.repeat(5)}1111${'0'.repeat(11)}`);
  });

  it('copes with a recording that is shorter than a frame', () => {
    expect(lines(draw([['', '']], 0))).toEqual({ chains: [], together: '' });
  });
});
