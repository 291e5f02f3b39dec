import { existsSync } from 'node:fs';
import { shortId } from '../domain/meeting.js';
import { shellWord } from '../domain/shell-word.js';
import { type OtherModelProfile, profilesOfOtherModels } from '../store/other-model-profiles.js';
import type { Store } from '../store/store.js';

/** A profile that the voice model in use has not measured, and what to do about it. */
export interface StaleProfile extends Pick<OtherModelProfile, 'id' | 'displayName' | 'models'> {
  /** Commands that enroll the voice again, from what it was enrolled from. */
  readonly enrollAgain: readonly string[];
}

/** The profiles that were measured by other models than the one in use: nobody gets their names. */
export function staleProfiles(store: Store, voiceModel: string): readonly StaleProfile[] {
  return profilesOfOtherModels(store, voiceModel).map(({ id, displayName, models, sources }) => ({
    id,
    displayName,
    models,
    enrollAgain: enrollAgain(displayName, sources, existsSync),
  }));
}

/**
 * The commands that enroll a person again: one for all recordings that are still there, one for each cluster of a
 * meeting. Without either, what to fill in. Pure but for `isThere`.
 */
export function enrollAgain(
  name: string,
  sources: OtherModelProfile['sources'],
  isThere: (path: string) => boolean,
): readonly string[] {
  const enroll = `scribe speakers enroll ${shellWord(name)}`;
  const paths = sources.flatMap((source) => ('path' in source && isThere(source.path) ? [source.path] : []));
  const commands = sources.flatMap((source) =>
    'meetingId' in source
      ? [`${enroll} --from-meeting ${shortId(source.meetingId)} --cluster ${source.clusterId}`]
      : [],
  );
  const ofFiles = paths.length > 0 ? [`${enroll} ${[...new Set(paths)].map(shellWord).join(' ')}`] : [];
  const all = [...ofFiles, ...new Set(commands)];
  return all.length > 0 ? all : [`${enroll} FILE...`];
}

/** One sentence, with the commands. */
export function describeStale(
  { displayName, models, enrollAgain }: StaleProfile,
  voiceModel: string,
): string {
  const commands = enrollAgain.map((command) => `\`${command}\``).join(' and ');
  return `${displayName} was measured by ${models.join(' and ')}, not by ${voiceModel}, and is not recognized: run ${commands}.`;
}

/** How many profiles are named one by one. */
const named = 3;

/** One sentence for each of the first few, and one for the rest. */
export function describeAllStale(profiles: readonly StaleProfile[], voiceModel: string): readonly string[] {
  const rest = profiles.length - named;
  return [
    ...profiles.slice(0, named).map((profile) => describeStale(profile, voiceModel)),
    ...(rest > 0
      ? [
          `${rest} more ${rest === 1 ? 'profile was' : 'profiles were'} measured by other models: run \`scribe speakers list\`.`,
        ]
      : []),
  ];
}
