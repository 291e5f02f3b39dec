import { joinSpans, type Seconds, type Span, totalSeconds, withoutHoles } from '../domain/time.js';
import type { ActivityRun, ActivityRunOptions } from './activity-runs.js';
import { type ClusterOptions, clusterDefaults } from './cluster-voices.js';

export interface ActivityOptions
  extends ActivityRunOptions,
    Pick<ClusterOptions, 'ghostShare' | 'ghostTurn'> {
  /** Speech in which nobody is active goes to the most probable voice, if it is as probable as this on average. */
  readonly hint: number;
  /** A pause of one voice of up to this length belongs to its turn. */
  readonly bridge: Seconds;
  /** A shorter turn is dropped. */
  readonly minTurn: Seconds;
}

/**
 * `onset` is what NVIDIA publishes for Nemotron-3-Diarization, `bridge` and `minTurn` what others found with it. `hint`
 * was chosen with activity made from the answers of 9 recordings, of which a part was made improbable: it gives back
 * most of what is missed, without the noise that the speech detector takes for speech.
 */
export const activityDefaults: ActivityOptions = {
  onset: 0.5,
  offset: 0.5,
  hint: 0.1,
  bridge: 0.5,
  minTurn: 0.3,
  ghostShare: clusterDefaults.ghostShare,
  ghostTurn: clusterDefaults.ghostTurn,
};

/** One voice of a recording. */
export interface ActiveVoice {
  /** When it speaks, sorted and disjoint; those of two voices may overlap. */
  readonly spans: readonly Span[];
  /** When it surely speaks and nobody else does: what its embedding is to be taken from. */
  readonly alone: readonly Span[];
}

/** The voices of a recording. */
export interface ActiveVoices {
  /** In the order of the network's speakers, without those who never speak. */
  readonly voices: readonly ActiveVoice[];
  /** How many said too little to be people; what they said is another's. */
  readonly ghosts: number;
}

/** How many voices are wanted. */
export interface VoiceCounts {
  readonly least?: number;
  readonly most?: number;
}

/**
 * The voices of a recording and their turns, of a network's activity. Speech in which nobody is active, what ghosts say
 * and people who are one too many, goes to the voice that is the most probable there. Pure.
 *
 * @param runs in any order
 * @param speakers how many the network tells apart
 * @param step length of a frame
 * @param counts if there are more voices than wanted, those who speak most stay
 */
export function turnsOfActivity(
  runs: readonly ActivityRun[],
  speakers: number,
  step: Seconds,
  counts: VoiceCounts = {},
  options: ActivityOptions = activityDefaults,
): ActiveVoices {
  const { kept, ghosts, hint } = chooseVoices(runs, speakers, step, counts, options);
  const own = kept.map((): Span[] => []);
  const sure = kept.map((): Span[] => []);
  for (const run of kept.length > 0 ? runs : []) {
    const span = { start: run.first * step, end: run.end * step };
    const voice = kept.indexOf(run.speaker);
    if (voice >= 0) {
      own[voice].push(span);
      sure[voice].push(span);
      continue;
    }
    const likely = likeliest(run, kept);
    if (run.speaker >= 0 || run.means[kept[likely]] >= hint) own[likely].push(span);
  }
  const spans = own.map((all) => joinTurns(all, options));
  const voices = kept.flatMap((_, voice) => {
    if (spans[voice].length === 0) return [];
    const others = spans.filter((_, other) => other !== voice).flat();
    const speaking = joinSpans(sure[voice]);
    const dropped = withoutHoles(speaking, spans[voice]);
    return [{ spans: spans[voice], alone: withoutHoles(speaking, [...others, ...dropped]) }];
  });
  return { voices, ghosts };
}

/** The speakers who have a turn and are no ghosts, the most talkative first; if nobody has one and there is speech, one who has it all. */
function chooseVoices(
  runs: readonly ActivityRun[],
  speakers: number,
  step: Seconds,
  { least = 1, most = speakers }: VoiceCounts,
  options: ActivityOptions,
): { kept: readonly number[]; ghosts: number; hint: number } {
  const all = Array.from({ length: speakers }, (_, speaker) => {
    const own = runs.filter((run) => run.speaker === speaker);
    const turns = joinTurns(
      own.map(({ first, end }) => ({ start: first * step, end: end * step })),
      options,
    );
    return {
      speaker,
      seconds: totalSeconds(turns),
      longest: turns.reduce((longest, turn) => Math.max(longest, turn.end - turn.start), 0),
      weight: runs.reduce((sum, { first, end, means }) => sum + (end - first) * means[speaker], 0),
    };
  }).sort((a, b) => b.seconds - a.seconds || b.weight - a.weight || a.speaker - b.speaker);
  const present = all.filter(({ seconds }) => seconds > 0);
  if (present.length === 0) return { kept: runs.length > 0 ? [all[0].speaker] : [], ghosts: 0, hint: 0 };
  const total = present.reduce((sum, { seconds }) => sum + seconds, 0);
  const people = present.filter(
    ({ seconds, longest }, i) =>
      i < least || seconds >= options.ghostShare * total || longest >= options.ghostTurn,
  );
  const kept = people.slice(0, most).map(({ speaker }) => speaker);
  return { kept: kept.sort((a, b) => a - b), ghosts: present.length - people.length, hint: options.hint };
}

/** Place of the most probable of the chosen speakers. */
function likeliest({ means }: ActivityRun, kept: readonly number[]): number {
  let best = 0;
  for (let i = 1; i < kept.length; i++) if (means[kept[i]] > means[kept[best]]) best = i;
  return best;
}

/** Turns of one voice, of spans in any order: joined over short pauses; what is then too short is dropped. */
const joinTurns = (spans: readonly Span[], { bridge, minTurn }: ActivityOptions): Span[] =>
  joinSpans(spans, bridge).filter(({ start, end }) => end - start >= minTurn);
