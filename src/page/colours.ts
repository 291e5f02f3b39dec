import type { Meeting } from '../domain/meeting.js';
import { unattributed } from '../domain/speakers.js';

/** How many colours `style.css` has for speakers: `--voice-1` and so on. */
const palette = 8;

/**
 * The class that gives a cluster its colour: `voice-1` for the one that speaks first. A ninth voice begins anew; words of
 * nobody are `voice-0`.
 */
export function voiceClasses({ clusters }: Pick<Meeting, 'clusters'>): (clusterId: string) => string {
  const order = new Map(clusters.map(({ id }, i) => [id, `voice-${(i % palette) + 1}`]));
  return (clusterId) => (clusterId === unattributed ? 'voice-0' : (order.get(clusterId) ?? 'voice-0'));
}
