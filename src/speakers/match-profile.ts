import type { Candidate, Speaker } from '../domain/speakers.js';
import { assignBest } from './assign.js';

export interface MatchOptions {
  /** Cosine similarity from which a cluster may take a profile's name. */
  readonly threshold: number;
  /** By how much the profile must be more similar than the next best one. */
  readonly margin: number;
}

/**
 * Thresholds belong to a model: each has its own space.
 *
 * voice-scribe: measured by `npx tsx bench/matching.ts` on `../shared/audio/voices` and `read` (13 people, enrolled from
 * three samples of about 3 s, matched with others):
 *
 * | matched from | EER | at | right at .50/.10 | wrong | strangers named | right at .60/.00 | strangers named |
 * |---|---|---|---|---|---|---|---|
 * | 1 sample | .003 | .56 | 65 of 65 | 0 | 0 of 65 | .923 | .015 |
 * | 2 samples | .002 | .54 | 27 of 27 | 0 | 0 of 27 | .963 | .000 |
 * | 3 samples | .000 | .54 | 15 of 15 | 0 | 0 of 15 | 1.000 | .000 |
 *
 * Without the margin the threshold alone names .09 to .20 of the strangers at .50. These samples share a microphone
 * with what was enrolled; from another room the same voice is less similar, so the lower threshold was chosen.
 * The other models have what their users report (WeSpeaker and 3D-Speaker model cards and projects that ship them); it
 * was not measured here.
 */
export const matchProfileDefaults: Readonly<Record<string, MatchOptions>> = {
  'voice-scribe': { threshold: 0.5, margin: 0.1 },
  'wespeaker-resnet34-lm': { threshold: 0.65, margin: 0.1 },
  '3dspeaker-campplus-zh-en': { threshold: 0.45, margin: 0.1 },
  'titanet-small': { threshold: 0.45, margin: 0.1 },
  'titanet-large': { threshold: 0.45, margin: 0.1 },
};

/**
 * A profile that is further below the threshold than this is no candidate. On voice-scribe strangers reach -.2 to .4, and
 * the same voice from another room loses a tenth or two.
 */
const matchReach = 0.15;

/** For models that were not calibrated: strict, because a wrong name is worse than none. */
export const uncalibratedMatch: MatchOptions = { threshold: 0.65, margin: 0.1 };

/** The enrolled profiles that are most similar to a cluster, best first. */
export interface NearestProfiles {
  readonly clusterId: string;
  /** One more than there are clusters, so that enough are left when other clusters take theirs. */
  readonly candidates: readonly Candidate[];
}

/**
 * Decides who each cluster is, all clusters together: every profile names at most one cluster, and of all such
 * assignments the one with the greatest sum of cosine similarities is taken (Kuhn 1955). A pair counts only from the
 * threshold on, and only if no other profile is nearly as similar to the cluster; otherwise the cluster stays unnamed,
 * with its best two candidates. Pure.
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

/** The cosine similarity of a pair that is similar enough and has no near rival; else 0, which is never assigned. */
function worth(candidates: readonly Candidate[], profileId: string, options: MatchOptions): number {
  const value = candidates.find((candidate) => candidate.profileId === profileId)?.similarity ?? -1;
  const rival = candidates.find((candidate) => candidate.profileId !== profileId)?.similarity ?? -1;
  return value >= options.threshold && value - rival >= options.margin ? value : 0;
}
