/**
 * How the confidence of a recognizer's words becomes the probability that a word is right: a logistic regression on the
 * logarithm of the odds (Platt 1999), `1 / (1 + exp(-(offset + slope * ln(c / (1 - c)))))`.
 */
export interface Calibration {
  readonly offset: number;
  readonly slope: number;
}

/**
 * By recognizer, for English: fitted on the 1,731 words of 118 read sentences and three meetings (`npm run eval:confidence`
 * prints them). Recognizers of another kind have another scale, so one that was not measured takes no part in a vote.
 */
const english: Readonly<Record<string, Calibration>> = {
  'whisper-tiny.en-scribe': { offset: 0.131, slope: 1.093 },
  'whisper-base-8bit': { offset: 0.624, slope: 1.045 },
  'whisper-tiny.en': { offset: 0.444, slope: 1.182 },
};

/** The calibration of a model's words in a language; null: it was not measured. */
export function calibrationOf(model: string, language: string): Calibration | null {
  return language === 'en' ? (english[model] ?? null) : null;
}

/** Confidences nearer to 0 or 1 than this are taken to be this near: their odds are noise. */
const edge = 1e-4;

const logOdds = (p: number): number => Math.log(p / (1 - p));
const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
const inside = (p: number): number => Math.min(1 - edge, Math.max(edge, p));

/** The probability that a word of this confidence is right. */
export function calibrate({ offset, slope }: Calibration, confidence: number): number {
  return logistic(offset + slope * logOdds(inside(confidence)));
}

/** The confidence at which a recognizer's word is right with this probability: the inverse of `calibrate`. */
export function uncalibrate({ offset, slope }: Calibration, probability: number): number {
  return logistic((logOdds(inside(probability)) - offset) / slope);
}
