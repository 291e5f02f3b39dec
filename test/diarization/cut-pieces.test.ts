import { describe, expect, it } from 'vitest';
import { cutPieces } from '../../src/diarization/cut-pieces.js';

const options = { pause: 2, minTurn: 2, minPiece: 6 };

/** A chain that one window hears: a digit for so many tenths, # for certain; it speaks from 5 tenths on. */
function chainOf(text: string, first = 0) {
  const tenths = [...text].map((mark) => (mark === '#' ? 10 : mark === ' ' ? 0 : Number(mark)));
  const chain = {
    first,
    activity: Uint16Array.from(tenths, (t) => Math.round(t * 25.5)),
    windows: new Uint8Array(text.length).fill(1),
  };
  return { chain, speaks: Uint8Array.from(tenths, (t) => (t >= 5 ? 1 : 0)) };
}
function cut(...texts: [string, number?][]) {
  const made = texts.map(([text, first]) => chainOf(text, first));
  const together = new Uint8Array(40);
  for (const { chain, speaks } of made)
    speaks.forEach((speaking, f) => {
      together[chain.first + f] += speaking;
    });
  return cutPieces(
    made.map(({ chain }) => chain),
    { speaks: made.map(({ speaks }) => speaks), together },
    options,
  );
}

describe('cutPieces', () => {
  it('divides where a person pauses, but not at a short pause, and drops what is hardly a sound', () => {
    const pieces = cut(['###  ##    ####   #']);
    expect(pieces.map(({ from, to, turn }) => [from, to, turn])).toEqual([
      [0, 7, 0],
      [11, 15, 1],
    ]);
    expect(pieces[0].alone).toEqual([
      { from: 0, to: 3 },
      { from: 5, to: 7 },
    ]);
    expect(pieces[0].aloneFrames).toBe(5);
  });

  it('cuts a long turn where it is quietest, into pieces that are long enough', () => {
    const pieces = cut(['#######9876556789#####']);
    expect(pieces.map(({ from, to, turn }) => [from, to, turn])).toEqual([
      [0, 11, 0],
      [11, 22, 0],
    ]);
    expect(cut(['#########']).length).toBe(1);
  });

  it('knows where a person is alone', () => {
    const pieces = cut(['########'], ['####', 5]);
    expect(pieces.map(({ chain, alone }) => [chain, alone])).toEqual([
      [0, [{ from: 0, to: 5 }]],
      [1, [{ from: 8, to: 9 }]],
    ]);
  });
});
