import type { Settings } from './definitions.js';

/** How many speakers there are, or between which bounds; null: not known. */
export interface SpeakerCounts {
  readonly speakers: number | null;
  readonly minSpeakers: number | null;
  readonly maxSpeakers: number | null;
}

/** What the settings say about the number of speakers: a range is a pair of bounds, `3-3` an exact number. Pure. */
export function speakerCounts({
  speakers,
  minSpeakers,
  maxSpeakers,
}: Pick<Settings, 'speakers' | 'minSpeakers' | 'maxSpeakers'>): SpeakerCounts {
  if (typeof speakers !== 'string') return { speakers, minSpeakers, maxSpeakers };
  const [least, most] = speakers.split('-').map(Number);
  return least === most
    ? { speakers: least, minSpeakers: null, maxSpeakers: null }
    : { speakers: null, minSpeakers: least, maxSpeakers: most };
}
