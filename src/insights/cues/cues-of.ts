import { chinese } from './chinese.js';
import type { CueList } from './cue-list.js';
import { dutch } from './dutch.js';
import { english } from './english.js';
import { french } from './french.js';
import { german } from './german.js';
import { italian } from './italian.js';
import { japanese } from './japanese.js';
import { polish } from './polish.js';
import { portuguese } from './portuguese.js';
import { spanish } from './spanish.js';

const lists: Readonly<Record<string, CueList>> = {
  de: german,
  en: english,
  es: spanish,
  fr: french,
  it: italian,
  ja: japanese,
  nl: dutch,
  pl: polish,
  pt: portuguese,
  zh: chinese,
};

/** The cues of a language; undefined: nobody has listed them, and decisions and action items are not looked for. */
export const cuesOf = (language: string): CueList | undefined =>
  Object.hasOwn(lists, language) ? lists[language] : undefined;

/** Of some languages, those without cues. */
export const withoutCues = (languages: readonly string[]): string[] =>
  languages.filter((language) => !cuesOf(language));

/** A text as cues are looked for in it. */
export const forCues = (text: string): string => text.toLowerCase().replaceAll('’', "'");
