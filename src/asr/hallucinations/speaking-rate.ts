import type { Seconds } from '../../domain/time.js';

export const speakingRateDefaults = {
  /** Nobody speaks faster: languages are spoken at 5 to 8 syllables a second (Pellegrino et al. 2011), bursts at 10. */
  syllablesPerSecond: 13,
  /** Letters of an alphabet in a syllable, a cautious average; ... */
  lettersPerSyllable: 3,
  /** ... of scripts that leave most vowels unwritten, or write them as marks on the letter before, fewer. */
  consonantsPerSyllable: 2,
  /** Shorter texts are not judged: a tenth of a second in their times would decide. */
  syllablesAtLeast: 7,
} as const;

const syllabic =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Ethiopic}]/gu;
const vowelless =
  /(?=\p{L})[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Thai}\p{Script=Lao}\p{Script=Tibetan}\p{Script=Myanmar}\p{Script=Khmer}]/gu;
const alphabetic = /[\p{L}\p{N}]/gu;

/** About how many syllables a text has: one for each syllabic character, one for every three letters or two consonants. */
export function countSyllables(text: string): number {
  const whole = text.match(syllabic)?.length ?? 0;
  const consonants = text.match(vowelless)?.length ?? 0;
  const letters = (text.match(alphabetic)?.length ?? 0) - whole - consonants;
  const { lettersPerSyllable, consonantsPerSyllable } = speakingRateDefaults;
  return whole + consonants / consonantsPerSyllable + letters / lettersPerSyllable;
}

/** Whether a text cannot be said in the time that there is for it. */
export function isTooFast(text: string, room: Seconds): boolean {
  const { syllablesPerSecond, syllablesAtLeast } = speakingRateDefaults;
  const syllables = countSyllables(text);
  return syllables >= syllablesAtLeast && syllables > syllablesPerSecond * room;
}
