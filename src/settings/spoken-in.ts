import type { Settings } from './definitions.js';

/** What may be spoken in a recording. */
export interface SpokenIn {
  /** The only language, or `auto`: it has to be heard. */
  readonly language: string;
  /** With `auto`: the only ones that may be heard, two at least; none: any. */
  readonly languages: readonly string[];
}

/** What the settings say about the language: a list of one is that one. Pure. */
export function spokenIn({ language, languages }: Pick<Settings, 'language' | 'languages'>): SpokenIn {
  if (languages.length === 1) return { language: languages[0], languages: [] };
  return { language, languages };
}
