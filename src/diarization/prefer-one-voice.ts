import type { Cluster } from '../domain/speakers.js';
import { joinSpans, type Seconds, totalSeconds } from '../domain/time.js';

const oneVoiceDefaults = {
  /** A second voice in a track must have this share of the speech ... */
  share: 0.15,
  /** ... and speak this long; what is less is the first one in another mood. */
  seconds: 6 as Seconds,
} as const;

/**
 * The voices of a track that stays apart from others: one, unless more clearly speak in it, as around one telephone on
 * a table. Pure.
 */
export function preferOneVoice(clusters: readonly Cluster[]): readonly Cluster[] {
  if (clusters.length < 2) return clusters;
  const lengths = clusters.map(({ spans }) => totalSeconds(spans));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const first = lengths.indexOf(Math.max(...lengths));
  const { share, seconds } = oneVoiceDefaults;
  const stands = (c: number) => c === first || (lengths[c] >= share * total && lengths[c] >= seconds);
  const standing = clusters.flatMap((_, c) => (stands(c) ? [c] : []));
  // The others' speech goes to the voice that speaks most.
  const rest = clusters.flatMap(({ spans }, c) => (standing.includes(c) ? [] : spans));
  return standing.map((c) =>
    c === first ? { ...clusters[c], spans: joinSpans([...clusters[c].spans, ...rest]) } : clusters[c],
  );
}
