import { describe, expect, it } from 'vitest';
import { findLoops } from '../../../src/asr/hallucinations/cut-segments.js';
import { countSyllables, createSpeechWitness } from '../../../src/asr/hallucinations/evidence.js';
import { isFrequentHallucination } from '../../../src/asr/hallucinations/phrases.js';
import { countScripts, dominantScript } from '../../../src/asr/languages/scripts.js';
import { weighAnomaly } from '../../../src/asr/word-anomaly.js';
import { overlap, type Span } from '../../../src/domain/time.js';
import { random } from '../../render/meetings.js';

describe('the speech witness', () => {
  it('agrees with a scan of all spans', () => {
    const next = random(7);
    for (let round = 0; round < 50; round++) {
      const speech: Span[] = [];
      for (let at = next(), i = 0; i < 20; i++) {
        speech.push({ start: at, end: at + next() });
        at += next() + next() * (i % 3);
        at = Math.max(at, speech[i].end);
      }
      const witness = createSpeechWitness(speech);
      for (let i = 0; i < 50; i++) {
        const start = next() * 40;
        const span = { start, end: start + next() * 4 };
        const distances = speech.map((s) => Math.max(0, s.start - span.end, span.start - s.end));
        expect(witness.distance(span)).toBeCloseTo(Math.min(...distances), 9);
        const covered = speech.reduce((sum, s) => sum + overlap(s, span), 0);
        expect(witness.share(span)).toBeCloseTo(covered / (span.end - span.start), 9);
      }
    }
  });

  it('of a recording without speech is infinitely far; a word without length is in speech or not', () => {
    expect(createSpeechWitness([]).distance({ start: 1, end: 2 })).toBe(Number.POSITIVE_INFINITY);
    const witness = createSpeechWitness([{ start: 1, end: 2 }]);
    expect([1.5, 3].map((at) => witness.share({ start: at, end: at }))).toEqual([1, 0]);
  });
});

describe('loops', () => {
  const find = (text: string) => findLoops(text.split(' '));

  it('have their shortest run, and end where the repetition does', () => {
    expect(find('x a b a b a b a b a b a b a y')).toEqual([{ from: 1, run: 2, to: 14 }]);
  });

  it('are all found, in order', () => {
    const text = `${'a b c d '.repeat(3)}x y ${'e f g h i '.repeat(4)}z`;
    expect(find(text)).toEqual([
      { from: 0, run: 4, to: 12 },
      { from: 14, run: 5, to: 34 },
    ]);
  });

  it('are as long as 40 words, not 41', () => {
    const words = (count: number) => Array.from({ length: count }, (_, i) => `w${i}`).join(' ');
    const thrice = (text: string) => [text, text, text].join(' ');
    expect(find(thrice(words(40)))).toHaveLength(1);
    expect(find(thrice(words(41)))).toHaveLength(0);
  });
});

describe('phrases', () => {
  it.each([
    'Thanks for watching!',
    'THANK YOU.',
    'Bye bye bye bye.',
    'Субтитры сделал DimaTorzok',
    '谢谢 观看',
  ])('%s is one', (text) => {
    expect(isFrequentHallucination(text)).toBe(true);
  });

  it.each(['Thanks for watching the children.', 'Thank', '', '...', 'You and I.'])('"%s" is none', (text) => {
    expect(isFrequentHallucination(text)).toBe(false);
  });
});

it('syllables: a third of the letters, and every syllabic character', () => {
  expect(countSyllables('Good morning, 12!')).toBeCloseTo(13 / 3, 9);
  expect(countSyllables('会議は9時')).toBeCloseTo(4 + 1 / 3, 9);
  // Marks are vowels of the letter before; an alphabet of consonants has two in a syllable.
  expect(countSyllables('தமிழ்')).toBeCloseTo(1.5, 9);
  expect(countSyllables('сахар')).toBeCloseTo(5 / 3, 9);
});

it('scripts: the one of most letters, with its share', () => {
  expect(dominantScript(countScripts('abc где'))).toEqual({ name: 'Latin', share: 0.5 });
  expect(dominantScript(countScripts('ご視聴ありがとう abc'))).toEqual({
    name: 'Chinese or Japanese',
    share: 8 / 11,
  });
  expect(dominantScript(countScripts('12, 34!'))).toBeNull();
  expect(dominantScript(countScripts('abc'), 4)).toBeNull();
});

it('anomaly: the numbers of the reference, over the first eight words', () => {
  const word = (length: number, confidence: number) => ({ text: 'a', start: 1, end: 1 + length, confidence });
  expect(weighAnomaly([word(0.5, 0.15), word(0.2, 0.9)])).toEqual({ weight: 0, words: 2, anomalous: false });
  expect(weighAnomaly([word(0.5, 0.14), word(0.2, 0.9)])).toEqual({ weight: 1, words: 2, anomalous: false });
  expect(weighAnomaly([word(0.5, 0.14), word(0.2, 0.1)]).anomalous).toBe(true);
  // 0.033 s too short weighs 0.5, 1.5 s too long 1.5.
  expect(weighAnomaly([word(0.1, 0.9), word(3.5, 0.9), word(1, 1)]).weight).toBeCloseTo(1.995, 9);
  expect(weighAnomaly(Array.from({ length: 20 }, (_, i) => word(0.3, i < 8 ? 0.9 : 0.01))).weight).toBe(0);
  expect(weighAnomaly([...Array(9)].map((_, i) => word(0.3, i < 3 ? 0.1 : 0.9))).anomalous).toBe(true);
});
