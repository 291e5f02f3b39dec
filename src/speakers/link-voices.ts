import { createVectorTable } from '../domain/vector-table.js';
import { groupVoices, type MeetingVoice } from './group-voices.js';

/** A voice that keeps its id as long as it is there. */
export interface LinkedVoice extends MeetingVoice {
  readonly id: string;
}

/** Which of many voices are similar to which: what stays the same while others come and go. */
export interface VoiceLinks {
  /** Cosine similarity from which two voices are linked. */
  readonly threshold: number;
  /** What the vector of each voice was, as a number, by the id of the voice. */
  readonly voices: Readonly<Record<string, number>>;
  readonly pairs: readonly (readonly [string, string])[];
}

/** Products in single precision are right to some 1e-7; a pair too many changes nothing. */
const slack = 1e-5;

/**
 * Links the voices that are similar. Only those that are new, or have another vector, are compared with all: time is
 * O(new * n * dims). Pure.
 *
 * @param known the links of an earlier time.
 * @returns `known` itself when nothing has changed.
 */
export function linkVoices(
  voices: readonly LinkedVoice[],
  threshold: number,
  known: VoiceLinks | null,
): VoiceLinks {
  const usable = known?.threshold === threshold ? known : { threshold, voices: {}, pairs: [] };
  const signatures = voices.map(({ vector }) => signatureOf(vector));
  const isNew = voices.map(({ id }, i) => usable.voices[id] !== signatures[i]);
  const gone = Object.keys(usable.voices).length > isNew.filter((each) => !each).length;
  if (usable === known && !gone && !isNew.includes(true)) return known;

  const kept = new Set(voices.flatMap(({ id }, i) => (isNew[i] ? [] : [id])));
  const pairs = usable.pairs.filter(([a, b]) => kept.has(a) && kept.has(b));
  if (voices.length === 0) return { threshold, voices: {}, pairs: [] };
  const table = createVectorTable(voices.length, voices[0].vector.length);
  for (const [i, { vector }] of voices.entries()) table.set(i, vector);
  for (const [i, { id, vector }] of voices.entries()) {
    if (!isNew[i]) continue;
    const products = table.dots(vector);
    for (let j = 0; j < products.length; j++)
      // Of two new ones, the later finds the earlier.
      if (products[j] >= threshold - slack && (isNew[j] ? j < i : true)) pairs.push([voices[j].id, id]);
  }
  return { threshold, voices: Object.fromEntries(voices.map(({ id }, i) => [id, signatures[i]])), pairs };
}

/**
 * The same groups as `groupVoices` gives. Groups whose mean similarity reaches the threshold hold a pair that does, so
 * voices that no chain of links joins never meet, and each part is grouped by itself. Pure.
 */
export function groupLinked(voices: readonly LinkedVoice[], links: VoiceLinks): number[][] {
  const places = new Map(voices.map(({ id }, i) => [id, i]));
  const parts = joined(
    voices.length,
    links.pairs.flatMap(([a, b]) => {
      const [i, j] = [places.get(a), places.get(b)];
      return i === undefined || j === undefined ? [] : [[i, j] as const];
    }),
  );
  return parts
    .flatMap((part) =>
      part.length === 1
        ? [part]
        : groupVoices(
            part.map((i) => voices[i]),
            links.threshold,
          ).map((members) => members.map((member) => part[member])),
    )
    .sort(([a], [b]) => a - b);
}

/** The parts into which links join so many things, each ascending. */
function joined(count: number, links: readonly (readonly [number, number])[]): number[][] {
  const parent = Int32Array.from({ length: count }, (_, i) => i);
  const rootOf = (i: number): number => {
    let root = i;
    while (parent[root] !== root) root = parent[root];
    while (parent[i] !== root) [parent[i], i] = [root, parent[i]];
    return root;
  };
  for (const [a, b] of links) parent[rootOf(a)] = rootOf(b);
  const parts = new Map<number, number[]>();
  for (let i = 0; i < count; i++) {
    const root = rootOf(i);
    const part = parts.get(root);
    if (part) part.push(i);
    else parts.set(root, [i]);
  }
  return [...parts.values()];
}

/** A number that another vector hardly has: FNV-1a of 32 bits (Fowler, Noll and Vo 1991) over its bits. */
function signatureOf(vector: Float32Array): number {
  const bits = new Uint32Array(vector.buffer, vector.byteOffset, vector.length);
  let hash = 0x811c9dc5;
  for (const each of bits) hash = Math.imul(hash ^ each, 0x01000193);
  return hash >>> 0;
}
