import type { Candidate, Speaker } from '../domain/speakers.js';
import { assignBest } from './assign.js';

export interface MatchOptions {
  /** Cosine from which a cluster may take a profile's name. */
  readonly threshold: number;
  /** By how much the profile must be nearer than the next best one. */
  readonly margin: number;
}

/**
 * Thresholds belong to a model: each has its own space.
 *
 * voice-scribe: measured by `npx tsx bench/matching.ts` on `../shared/audio/voices` and `read` (13 people, enrolled from
 * three clips of about 3 s, matched with others):
 *
 * | matched from | EER | at | right at .50/.10 | wrong | strangers named | right at .60/.00 | strangers named |
 * |---|---|---|---|---|---|---|---|
 * | 1 clip | .003 | .56 | 65 of 65 | 0 | 0 of 65 | .923 | .015 |
 * | 2 clips | .002 | .54 | 27 of 27 | 0 | 0 of 27 | .963 | .000 |
 * | 3 clips | .000 | .54 | 15 of 15 | 0 | 0 of 15 | 1.000 | .000 |
 *
 * Without the margin the threshold alone names .09 to .20 of the strangers at .50. These clips share a microphone
 * with what was enrolled; from another room the same voice is less alike, so the threshold is the lower one.
 * The others are from what their users report (WeSpeaker and 3D-Speaker model cards and projects that ship them), not
 * measured here.
 */
export const matchProfileDefaults: Readonly<Record<string, MatchOptions>> = {
  'voice-scribe': { threshold: 0.5, margin: 0.1 },
  'wespeaker-resnet34-lm': { threshold: 0.65, margin: 0.1 },
  '3dspeaker-campplus-zh-en': { threshold: 0.45, margin: 0.1 },
  'titanet-small': { threshold: 0.45, margin: 0.1 },
  'titanet-large': { threshold: 0.45, margin: 0.1 },
};

/**
 * Below the threshold by more than this a profile is nobody to think of. Strangers reach -.2 to .4 on voice-scribe, and the
 * same voice from another room falls by a tenth or two.
 */
export const matchReach = 0.15;

/** For a model that nobody has calibrated: strict, because a wrong name is worse than none. */
export const uncalibratedMatch: MatchOptions = { threshold: 0.65, margin: 0.1 };

/** The enrolled profiles that are nearest to a cluster, best first. */
export interface NearestProfiles {
  readonly clusterId: string;
  /** As many as there are clusters, and one more: then nobody whom another cluster takes away is missed. */
  readonly candidates: readonly Candidate[];
}

/**
 * Says who each cluster is. All clusters are decided together: every profile names at most one cluster, and of all
 * such assignments the one with the greatest sum of cosines is taken (Kuhn 1955). A pair counts only from the
 * threshold on, and only when the profile is clearly nearer to the cluster than any other profile is; whoever is not
 * sure stays unnamed, with the two best candidates beside, if they are near at all. Pure.
 */
export function matchProfiles(nearest: readonly NearestProfiles[], options: MatchOptions): Speaker[] {
  const profileIds = [...new Set(nearest.flatMap((n) => n.candidates.map((c) => c.profileId)))];
  const assigned = assignBest(
    nearest.map(({ candidates }) => profileIds.map((profileId) => worth(candidates, profileId, options))),
  );
  return nearest.map(({ clusterId, candidates }, c) => {
    const near = candidates.filter(({ similarity }) => similarity >= options.threshold - matchReach);
    const taken = candidates.find((candidate) => candidate.profileId === profileIds[assigned[c]]) ?? null;
    return {
      clusterId,
      profileId: taken?.profileId ?? null,
      displayName: taken?.displayName ?? null,
      similarity: (taken ?? near[0])?.similarity ?? 0,
      candidates: near.slice(0, 2),
    };
  });
}

/** The cosine of a pair that is alike enough and has no near rival; else 0, which nobody takes. */
function worth(candidates: readonly Candidate[], profileId: string, options: MatchOptions): number {
  const value = candidates.find((candidate) => candidate.profileId === profileId)?.similarity ?? -1;
  const rival = candidates.find((candidate) => candidate.profileId !== profileId)?.similarity ?? -1;
  return value >= options.threshold && value - rival >= options.margin ? value : 0;
}
