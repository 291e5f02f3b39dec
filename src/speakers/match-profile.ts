import type { Candidate, Speaker } from '../domain/speakers.js';

export interface MatchOptions {
  /** Cosine similarity from which a cluster may take a profile's name. */
  readonly threshold: number;
  /**
   * By how much a pair of a cluster and a profile must be more similar than the next best pair that either of them is
   * in: the same cluster with another profile, and the same profile with another cluster.
   */
  readonly margin: number;
}

/** Cosine similarities that mean something in the space of one model. */
export interface VoiceThresholds extends MatchOptions {
  /**
   * A sample that is less similar than this to the others of its profile is taken for another person. It is lower than
   * what gives a name: the samples that help most are those from another room.
   */
  readonly sample: number;
  /** Mean similarity from which voices of several meetings are taken for one person whom nobody has named. */
  readonly group: number;
}

/**
 * Thresholds belong to a model: each has its own space.
 *
 * Measured by `npm run bench:matching` on `../shared/audio/voices` and `read`: 13 people, enrolled from three samples of
 * about 3 s, matched with others as they were recorded, by telephone (G.711) and in a room (0.5 s of reverberation).
 * Right names, and strangers who got one, at a margin of .10; nobody who is enrolled got a wrong name at .45 or above.
 *
 * | campplus-zh-en | EER | at | right at .45 | strangers | right at .50 | strangers | right at .55 | strangers |
 * |---|---|---|---|---|---|---|---|---|
 * | 1 sample | .000 | .52 | 65 of 65 | .077 | 65 of 65 | .031 | 65 of 65 | .000 |
 * | 2 samples | .000 | .46 | 27 of 27 | .037 | 27 of 27 | .000 | 27 of 27 | .000 |
 * | 3 samples | .000 | .50 | 15 of 15 | .200 | 15 of 15 | .000 | 15 of 15 | .000 |
 * | 1 by telephone | .024 | .38 | .877 | .000 | .769 | .000 | .585 | .000 |
 * | 2 by telephone | .005 | .39 | .926 | .000 | .889 | .000 | .704 | .000 |
 * | 1 in a room | .001 | .46 | 1.000 | .046 | .985 | .000 | .985 | .000 |
 * | 2 in a room | .000 | .46 | 1.000 | .000 | 1.000 | .000 | 1.000 | .000 |
 *
 * A stranger with the name of somebody else is worse than a telephone call without a name.
 *
 * The other models have what their users report (WeSpeaker and 3D-Speaker model cards and projects that ship them); it
 * was not measured here.
 *
 * `sample` of campplus-zh-en: 83 people of the same folders, one clip (3.7 s in the mean) against one to five others. At .40
 * .8 % are refused beside one sample of their person and none beside more; .5 to 1.3 % pass beside those of another.
 * Through a telephone band 8.4 % are refused beside one sample, 3.3 % beside two, 1.0 % beside five. At .35 it would be 6.3,
 * .5 and 0 %, but then 1.6 to 3.1 % of others pass. The other models have it by analogy.
 *
 * The margin between clusters of campplus-zh-en: of 326 pairs of one clip of somebody enrolled and one of a stranger who is
 * above .35 to that profile, .954 get the right name with no margin, .951 with .10 and .936 with .15; none a wrong one.
 *
 * `group` of campplus-zh-en: 151 voices of 81 people, 11 of them in several ways. At .45 seven groups hold several people,
 * at .50 none and every voice is in the right group; at .55 .954 are. The other models have what gives a name.
 */
export const matchProfileDefaults: Readonly<Record<string, VoiceThresholds>> = {
  // It shipped before campplus-zh-en: meetings of then are still matched by the vectors that it made.
  'voice-scribe': { threshold: 0.5, margin: 0.1, sample: 0.4, group: 0.5 },
  'campplus-zh-en': { threshold: 0.5, margin: 0.1, sample: 0.4, group: 0.5 },
  'wespeaker-resnet34-lm': { threshold: 0.65, margin: 0.1, sample: 0.5, group: 0.65 },
  '3dspeaker-campplus-zh-en': { threshold: 0.45, margin: 0.1, sample: 0.4, group: 0.45 },
  'titanet-small': { threshold: 0.45, margin: 0.1, sample: 0.4, group: 0.45 },
  'titanet-large': { threshold: 0.45, margin: 0.1, sample: 0.4, group: 0.45 },
};

/**
 * A profile that is further below the threshold than this is no candidate: the same voice from another room or by
 * telephone loses a tenth or two.
 */
const matchReach = 0.15;

/** Cosine similarity below which a profile makes no difference to whose voice a cluster is. */
export const reachOf = ({ threshold, margin }: MatchOptions): number =>
  threshold - Math.max(matchReach, margin);

/** For models that were not calibrated: strict, because a wrong name is worse than none. */
const uncalibrated: VoiceThresholds = { threshold: 0.65, margin: 0.1, sample: 0.5, group: 0.65 };

/** The thresholds of a voice model, by its name in the catalog. */
export const thresholdsOf = (model: string): VoiceThresholds => matchProfileDefaults[model] ?? uncalibrated;

/** The enrolled profiles that are most similar to a cluster, best first. */
export interface NearestProfiles {
  readonly clusterId: string;
  /** Two are enough. */
  readonly candidates: readonly Candidate[];
}

/**
 * Decides who each cluster is, all clusters together, so that a profile names one of them at most. A cluster takes the
 * name of its nearest profile from the threshold on, if it leads twice by the margin: no other profile is nearly as
 * similar to the cluster, and no other cluster that may be this person is nearly as similar to the profile. A cluster
 * may be everybody who is among its best two, until it has another name. When in doubt it stays unnamed, with its best
 * two candidates. Pure.
 */
export function matchProfiles(nearest: readonly NearestProfiles[], options: MatchOptions): Speaker[] {
  const near = nearest.map(({ candidates }) =>
    candidates.filter(({ similarity }) => similarity >= options.threshold - matchReach).slice(0, 2),
  );
  const named: (Candidate | null)[] = nearest.map(({ candidates }) => clearBest(candidates, options));
  const isContested = (candidate: Candidate | null, c: number) =>
    candidate !== null &&
    near.some(
      (others, d) =>
        d !== c &&
        (named[d]?.profileId ?? candidate.profileId) === candidate.profileId &&
        others.some(
          ({ profileId, similarity }) =>
            profileId === candidate.profileId && candidate.similarity - similarity < options.margin,
        ),
    );
  // A cluster that loses its name may be somebody else again, which can cost another one its name.
  for (;;) {
    const contested = named.map(isContested);
    if (!contested.includes(true)) break;
    for (const [c, loses] of contested.entries()) if (loses) named[c] = null;
  }
  return nearest.map(({ clusterId }, c) => ({
    clusterId,
    profileId: named[c]?.profileId ?? null,
    displayName: named[c]?.displayName ?? null,
    similarity: (named[c] ?? near[c][0])?.similarity ?? 0,
    candidates: near[c],
  }));
}

/** The nearest profile, if it is similar enough and has no near rival. */
function clearBest(
  [best, rival]: readonly Candidate[],
  { threshold, margin }: MatchOptions,
): Candidate | null {
  const isClear =
    best && best.similarity >= threshold && best.similarity - (rival?.similarity ?? -1) >= margin;
  return isClear ? best : null;
}
