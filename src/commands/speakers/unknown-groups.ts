import type { CommandContext } from '../../context.js';
import { shortId } from '../../domain/meeting.js';
import { normalize } from '../../domain/vectors.js';
import { ScribeError } from '../../errors.js';
import { groupLinked, linkVoices, type VoiceLinks } from '../../speakers/link-voices.js';
import { thresholdsOf } from '../../speakers/match-profile.js';
import type { Store } from '../../store/store.js';
import { listUnknownVoices, type UnknownVoice } from '../../store/unknown-voices.js';
import { keepVoiceLinks, keptVoiceLinks } from '../../store/voice-links.js';

/** Less speech than this makes a voice that is similar to nobody for sure, not even to itself. */
const minSeconds = 3;

/** One person without a name, in several meetings. */
export interface UnknownGroup {
  /** `U3f2a9c01`: made of the oldest of its voices, so that it stays the same while others come and go. */
  readonly id: string;
  readonly model: string;
  /** One voice a meeting, oldest first. */
  readonly voices: readonly UnknownVoice[];
}

/** The groups of unknown voices that are heard in so many meetings, those in most meetings first. */
export function unknownGroups(
  store: Store,
  minMeetings: number,
  { now }: Pick<CommandContext, 'now'>,
): UnknownGroup[] {
  const all = listUnknownVoices(store, minSeconds);
  return [...new Set(all.map(({ embedding }) => embedding.model))]
    .flatMap((model) => {
      const voices = all.filter(({ embedding }) => embedding.model === model);
      const units = voices.map(({ id, meetingId, embedding }) => ({
        id,
        meetingId,
        vector: normalize(embedding.vector.slice()),
      }));
      const known = keptVoiceLinks<VoiceLinks>(store, model, now());
      const links = linkVoices(units, thresholdsOf(model).group, known);
      if (links !== known) keepVoiceLinks(store, model, links, now());
      return groupLinked(units, links).map((members) => ({
        id: `U${shortId(voices[members[0]].id)}`,
        model,
        voices: members.map((i) => voices[i]),
      }));
    })
    .filter(({ voices }) => voices.length >= minMeetings)
    .sort((a, b) => b.voices.length - a.voices.length);
}

/**
 * The group with this id, or with an id that begins so.
 * @throws ScribeError USAGE when there is none, or several.
 */
export function requireUnknownGroup(
  store: Store,
  id: string,
  context: Pick<CommandContext, 'now'>,
): UnknownGroup {
  const given = id.trim().toLowerCase();
  const found = unknownGroups(store, 1, context).filter((group) => group.id.toLowerCase().startsWith(given));
  if (found.length === 1) return found[0];
  const problem = found.length === 0 ? 'there is no such voice' : 'several voices begin so';
  throw new ScribeError('USAGE', `Looking for the unknown voice "${id}" failed: ${problem}.`, {
    hint: 'Run `scribe speakers unknown` to see their ids.',
  });
}
