import type { Seconds } from '../../domain/time.js';

export const speakingRateDefaults = {
  /** Nobody speaks faster: languages are spoken at 5 to 8 syllables a second (Pellegrino et al. 2011), bursts at 10. */
  syllablesPerSecond: 13,
  /** Letters of an alphabet in a syllable, a cautious average. */
  lettersPerSyllable: 3,
  /** Shorter texts are not judged: a tenth of a second in their times would decide. */
  syllablesAtLeast: 7,
} as const;

const syllabic = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;
const alphabetic = /[\p{L}\p{N}]/gu;

/** About how many syllables a text has: one for each syllabic character, one for every three letters. */
export function countSyllables(text: string): number {
  const whole = text.match(syllabic)?.length ?? 0;
  const letters = (text.match(alphabetic)?.length ?? 0) - whole;
  return whole + letters / speakingRateDefaults.lettersPerSyllable;
}

/** Whether a text cannot be said in the time that there is for it. */
export function isTooFast(text: string, room: Seconds): boolean {
  const { syllablesPerSecond, syllablesAtLeast } = speakingRateDefaults;
  const syllables = countSyllables(text);
  return syllables >= syllablesAtLeast && syllables > syllablesPerSecond * room;
}
