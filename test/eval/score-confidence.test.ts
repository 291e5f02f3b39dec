import { expect, it } from 'vitest';
import {
  areaUnderCurve,
  errorsAmongWorst,
  fitCalibration,
  type JudgedWord,
  judgeWords,
} from '../../eval/score-confidence.js';

const normalize = (text: string) => text.toLowerCase().match(/\w+/g) ?? [];
const words = (...pairs: [confidence: number, right: boolean][]): JudgedWord[] =>
  pairs.map(([confidence, right]) => ({ confidence, right }));

it('a word is right where the alignment has the same one in the reference', () => {
  const answer = ['Hello', 'well-known', '—', 'word', 'extra'].map((text, i) => ({
    text,
    confidence: i / 10,
  }));
  expect(judgeWords(['hello', 'well', 'known', 'world'], answer, normalize)).toEqual(
    words([0, true], [0.1, true], [0.3, false], [0.4, false]),
  );
});

it('the area is 1 when every wrong word is less certain than every right one, and half where they tie', () => {
  expect(areaUnderCurve(words([0.1, false], [0.2, false], [0.5, true], [0.9, true]))).toBe(1);
  expect(areaUnderCurve(words([0.1, true], [0.9, false]))).toBe(0);
  expect(areaUnderCurve(words([0.5, true], [0.5, false], [0.5, true]))).toBe(0.5);
  // Of the four pairs of a wrong and a right word, three are in order.
  expect(areaUnderCurve(words([0.1, false], [0.3, true], [0.5, false], [0.9, true]))).toBe(0.75);
});

it('the worst words are those of the lowest confidence', () => {
  const judged = words([0.9, true], [0.1, false], [0.8, false], [0.2, true]);
  expect(errorsAmongWorst(judged, 0.25)).toBe(0.5);
  expect(errorsAmongWorst(judged, 1)).toBe(1);
});

it('a calibration finds the logistic curve that words were made with', () => {
  const judged: JudgedWord[] = [];
  for (const confidence of [0.1, 0.3, 0.5, 0.7, 0.9]) {
    const p = 1 / (1 + Math.exp(-(0.4 + 1.3 * Math.log(confidence / (1 - confidence)))));
    for (let i = 0; i < 1000; i++) judged.push({ confidence, right: i < 1000 * p });
  }
  const { offset, slope } = fitCalibration(judged);
  expect(offset).toBeCloseTo(0.4, 1);
  expect(slope).toBeCloseTo(1.3, 1);
});
