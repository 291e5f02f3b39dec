import { describe, expect, it } from 'vitest';
import { resegment } from '../../src/diarization/resegment.js';

const options = { pad: 0, fill: 0, reach: 0 };

/** Chains of one window; `#` speaks at full strength, `5` at half, both are active. */
function chainsOf(...texts: string[]) {
  const chains = texts.map((text) => ({
    first: 0,
    activity: Uint16Array.from(text, (mark) => (mark === '#' ? 255 : mark === '5' ? 128 : 0)),
    windows: new Uint8Array(text.length).fill(1),
  }));
  const speaks = texts.map((text) => Uint8Array.from(text, (mark) => (mark === ' ' ? 0 : 1)));
  return { chains, active: { speaks, together: new Uint8Array(texts[0].length) } };
}
const piece = (chain: number, from: number, to: number) => ({
  chain,
  turn: 0,
  from,
  to,
  alone: [],
  aloneFrames: 0,
});

describe('resegment', () => {
  it('gives the frames of a chain to the voice of the nearest piece', () => {
    const { chains, active } = chainsOf('########## #########');
    const pieces = [piece(0, 0, 8), piece(0, 12, 20)];
    expect(resegment(chains, active, pieces, [1, 0], 2, [], 20, options)).toEqual([
      { speaks: [{ from: 11, to: 20 }], fainter: [] },
      { speaks: [{ from: 0, to: 10 }], fainter: [] },
    ]);
  });

  it('keeps two who speak at once, and one voice of two chains once', () => {
    const { chains, active } = chainsOf('##########', '   5555   ', '    ##    ');
    const pieces = [piece(0, 0, 10), piece(1, 3, 7), piece(2, 4, 6)];
    expect(resegment(chains, active, pieces, [0, 1, 0], 2, [], 10, options)).toEqual([
      { speaks: [{ from: 0, to: 10 }], fainter: [] },
      { speaks: [{ from: 3, to: 7 }], fainter: [{ from: 3, to: 7 }] },
    ]);
  });

  it('gives speech that nobody has to the voice beside it, fills short pauses, and drops speech far from anybody', () => {
    const { chains, active } = chainsOf('          ####        ####                  ');
    const pieces = [piece(0, 10, 14), piece(0, 22, 26)];
    const speech = [
      { from: 0, to: 2 },
      { from: 8, to: 10 },
      { from: 14, to: 17 },
      { from: 36, to: 40 },
    ];
    const found = resegment(chains, active, pieces, [0, 1], 2, speech, 44, { pad: 1, fill: 5, reach: 3 });
    // The pause of frames 17 to 22 is divided in the middle.
    expect(found.map(({ speaks }) => speaks)).toEqual([[{ from: 7, to: 18 }], [{ from: 18, to: 27 }]]);
  });

  it('copes with nobody', () => {
    expect(
      resegment([], { speaks: [], together: new Uint8Array(4) }, [], [], 0, [{ from: 0, to: 4 }], 4, options),
    ).toEqual([]);
  });
});
