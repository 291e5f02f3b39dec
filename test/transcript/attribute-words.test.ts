import { describe, expect, it } from 'vitest';
import { type Cluster, unattributed } from '../../src/domain/speakers.js';
import type { Segment, Word } from '../../src/domain/transcript.js';
import { attributeWords } from '../../src/transcript/attribute-words.js';
import { randomFrom } from '../diarization/voices.js';

const centroid = { model: 'test', vector: Float32Array.of(1) };
const cluster = (id: string, ...spans: [number, number][]): Cluster => ({
  id,
  spans: spans.map(([start, end]) => ({ start, end })),
  centroid,
});
/** Words of 0.4 s every 0.5 s. */
const words = (text: string, start: number): Word[] =>
  text
    .split(' ')
    .map((w, i) => ({ text: w, start: start + i * 0.5, end: start + i * 0.5 + 0.4, confidence: 0.9 }));
const segment = (list: readonly Word[], language = 'en'): Segment => ({
  start: list[0].start,
  end: list[list.length - 1].end,
  text: list.map((w) => w.text).join(' '),
  confidence: 0.9,
  language,
  words: list,
});
const said = (segments: Segment[], clusters: Cluster[]) =>
  attributeWords(segments, clusters).map((t) => [t.clusterId, t.text]);

describe('attributeWords', () => {
  it('divides a segment where the speaker changes', () => {
    const one = segment(words('Are we ready? Yes we are.', 0));
    expect(said([one], [cluster('S1', [0, 1.45]), cluster('S2', [1.45, 3])])).toEqual([
      ['S1', 'Are we ready?'],
      ['S2', 'Yes we are.'],
    ]);
  });

  it('gives words in an overlap to the voice that is stronger there', () => {
    const one = segment(words('We could go on. Yes of course. Thanks.', 0));
    const both = cluster('S1', [0, 4]);
    const other = cluster('S2', [1.95, 3.45]);
    const quiet = [{ start: 1.95, end: 3.45 }];
    expect(said([one], [both, { ...other, fainter: quiet }])).toEqual([
      ['S1', 'We could go on. Yes of course. Thanks.'],
    ]);
    expect(said([one], [{ ...both, fainter: quiet }, other])).toEqual([
      ['S1', 'We could go on.'],
      ['S2', 'Yes of course.'],
      ['S1', 'Thanks.'],
    ]);
  });

  it('writes no space where the recognizer has none', () => {
    const glued = words('我们 今天 开始。 好的。 现在 开始。', 0).map((word) => ({ ...word, glued: true }));
    const clusters = [cluster('S1', [0, 1.45]), cluster('S2', [1.45, 3])];
    expect(said([segment(glued, 'zh')], clusters)).toEqual([
      ['S1', '我们今天开始。'],
      ['S2', '好的。现在开始。'],
    ]);
  });

  it('moves a border that is a word off to the end of the sentence', () => {
    const one = segment(words('Are we ready? Yes we are.', 0));
    for (const border of [0.95, 1.95])
      expect(said([one], [cluster('S1', [0, border]), cluster('S2', [border, 3])])).toEqual([
        ['S1', 'Are we ready?'],
        ['S2', 'Yes we are.'],
      ]);
  });

  it('does not flicker for one word inside a sentence', () => {
    const one = segment(words('so we will ship it on Friday then', 0));
    expect(said([one], [cluster('S1', [0, 1.5], [1.9, 4]), cluster('S2', [1.5, 1.9])])).toEqual([
      ['S1', 'so we will ship it on Friday then'],
    ]);
  });

  it('keeps a one-word answer between two sentences', () => {
    const one = segment(words('Is it done? Yes. Then we go on.', 0));
    expect(said([one], [cluster('S1', [0, 1.45], [2, 4]), cluster('S2', [1.5, 1.95])])).toEqual([
      ['S1', 'Is it done?'],
      ['S2', 'Yes.'],
      ['S1', 'Then we go on.'],
    ]);
  });

  it('changes inside a sentence where the support is strong', () => {
    const one = segment(words('we could perhaps no we really could not do that', 0));
    expect(said([one], [cluster('S1', [0, 1.45]), cluster('S2', [1.45, 5])])).toEqual([
      ['S1', 'we could perhaps'],
      ['S2', 'no we really could not do that'],
    ]);
  });

  it('gives a word outside of all spans to the nearest voice within reach, and no farther', () => {
    const near = segment(words('Hello.', 5.3));
    const far = segment(words('Echo.', 12));
    const clusters = [cluster('S1', [0, 5]), cluster('S2', [7, 8])];
    expect(said([near, far], clusters)).toEqual([
      ['S1', 'Hello.'],
      [unattributed, 'Echo.'],
    ]);
    expect(said([near], [])).toEqual([[unattributed, 'Hello.']]);
  });

  it('ends a turn at a long pause and where the language changes', () => {
    const clusters = [cluster('S1', [0, 30])];
    expect(said([segment(words('One two.', 0)), segment(words('Three.', 3.5))], clusters)).toEqual([
      ['S1', 'One two.'],
      ['S1', 'Three.'],
    ]);
    expect(said([segment(words('One two.', 0)), segment(words('Drei.', 1), 'de')], clusters).length).toBe(2);
    expect(said([segment(words('One two.', 0)), segment(words('Three.', 1.2))], clusters).length).toBe(1);
  });

  it('gives no turn without a length, whatever times a word has', () => {
    const list: Word[] = [{ text: 'Ja.', start: 1, end: 1, confidence: 0.8 }];
    const [turn] = attributeWords([segment(list)], [cluster('S1', [0, 2])]);
    expect(turn.start).toBe(1);
    expect(turn.end).toBeGreaterThan(1);
  });

  it('sums a turn up', () => {
    const list: Word[] = [
      { text: 'Good', start: 1, end: 1.2, confidence: 0.8 },
      { text: 'day.', start: 1.2, end: 1.6, confidence: 0.4 },
    ];
    const [turn] = attributeWords([segment(list)], [cluster('S1', [0, 2])]);
    expect(turn).toEqual({
      clusterId: 'S1',
      start: 1,
      end: 1.6,
      text: 'Good day.',
      confidence: expect.closeTo(0.6, 9),
      language: 'en',
      words: list,
    });
  });

  it('loses, doubles and moves no word, whatever comes', () => {
    const random = randomFrom(11);
    for (let round = 0; round < 100; round++) {
      let t = 0;
      const segments: Segment[] = [];
      for (let s = 0; s < 1 + random() * 5; s++) {
        const list: Word[] = [];
        for (let w = 0; w < 1 + random() * 8; w++) {
          const start = t + random() * 0.6 - 0.1;
          const end = start + random() * 0.5 * Math.round(random());
          list.push({ text: `${s}.${w}${random() < 0.2 ? '.' : ''}`, start, end, confidence: random() });
          t = Math.max(t, end) + (random() < 0.1 ? random() * 5 : 0);
        }
        segments.push(segment(list));
      }
      const clusters = Array.from({ length: Math.floor(random() * 4) }, (_, c) => {
        let at = random() * 3;
        const spans: [number, number][] = [];
        while (at < t) {
          spans.push([at, at + random() * 3]);
          at = spans[spans.length - 1][1] + random() * 4;
        }
        return cluster(`S${c + 1}`, ...spans);
      });
      const turns = attributeWords(segments, clusters);
      expect(turns.flatMap((turn) => turn.words)).toEqual(segments.flatMap((s) => s.words));
      for (const turn of turns)
        expect(turn.clusterId === unattributed || clusters.some((c) => c.id === turn.clusterId)).toBe(true);
    }
    expect(attributeWords([], [])).toEqual([]);
  });
});
