import { alignWords } from './score-words.js';

/** A word that a recognizer wrote: how sure it was, and whether it is right. */
export interface JudgedWord {
  readonly confidence: number;
  readonly right: boolean;
}

/** Judges the words of an answer by the alignment that `wordErrors` counts. A word of several forms is right if all are. */
export function judgeWords(
  reference: readonly string[],
  answer: readonly { readonly text: string; readonly confidence: number }[],
  normalize: (text: string) => string[],
): JudgedWord[] {
  const forms = answer.flatMap(({ text }, word) => normalize(text).map((form) => ({ form, word })));
  const aligned = alignWords(
    reference,
    forms.map(({ form }) => form),
  );
  const right = new Map<number, boolean>();
  let next = 0;
  for (const { reference: said, answer: written } of aligned) {
    if (written === null) continue;
    const { word } = forms[next++];
    right.set(word, (right.get(word) ?? true) && said === written);
  }
  return [...right].map(([word, isRight]) => ({ confidence: answer[word].confidence, right: isRight }));
}

/**
 * The probability that a wrong word has a lower confidence than a right one (area under the ROC curve; ties count half):
 * .5 is chance, 1 perfect.
 */
export function areaUnderCurve(words: readonly JudgedWord[]): number {
  const sorted = [...words].sort((a, b) => a.confidence - b.confidence);
  const right = words.filter((word) => word.right).length;
  let above = 0;
  let rightBelow = 0;
  for (let i = 0; i < sorted.length; ) {
    const ties = sorted.slice(i).findIndex(({ confidence }) => confidence !== sorted[i].confidence);
    const tied = ties < 0 ? sorted.slice(i) : sorted.slice(i, i + ties);
    const rightTied = tied.filter((word) => word.right).length;
    above += (tied.length - rightTied) * (right - rightBelow - rightTied / 2);
    rightBelow += rightTied;
    i += tied.length;
  }
  return above / (right * (words.length - right));
}

/** The share of all wrong words that is among the least certain ones. @param part share of the words that is looked at. */
export function errorsAmongWorst(words: readonly JudgedWord[], part: number): number {
  const sorted = [...words].sort((a, b) => a.confidence - b.confidence);
  const wrong = (some: readonly JudgedWord[]) => some.filter((word) => !word.right).length;
  return wrong(sorted.slice(0, Math.round(words.length * part))) / wrong(words);
}

/** Logistic regression of being right on the logarithm of the odds of the confidence, by Newton's method (Platt 1999). */
export function fitCalibration(words: readonly JudgedWord[]): { offset: number; slope: number } {
  const edge = 1e-4;
  let offset = 0;
  let slope = 1;
  for (let round = 0; round < 50; round++) {
    let [g0, g1, h00, h01, h11] = [0, 0, 1e-6, 0, 1e-6];
    for (const { confidence, right } of words) {
      const inside = Math.min(1 - edge, Math.max(edge, confidence));
      const x = Math.log(inside / (1 - inside));
      const p = 1 / (1 + Math.exp(-(offset + slope * x)));
      const weight = p * (1 - p);
      g0 += Number(right) - p;
      g1 += (Number(right) - p) * x;
      h00 += weight;
      h01 += weight * x;
      h11 += weight * x * x;
    }
    const det = h00 * h11 - h01 * h01;
    offset += (h11 * g0 - h01 * g1) / det;
    slope += (h00 * g1 - h01 * g0) / det;
  }
  return { offset, slope };
}
