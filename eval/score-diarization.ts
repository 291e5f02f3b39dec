import type { Span } from '../src/domain/time.js';
import { assignBest } from './assign.js';

/** A span of one speaker, in the reference or in an answer. */
export interface SpeakerSpan extends Span {
  readonly speaker: string;
}

/** Seconds of each kind of error; `der` = (miss + falseAlarm + confusion) / reference. */
export interface DiarizationScore {
  /** Speaker time of the reference that was scored: two who speak at once count twice. */
  readonly reference: number;
  readonly miss: number;
  readonly falseAlarm: number;
  readonly confusion: number;
  readonly der: number;
  /** Speakers of the reference and of the answer. */
  readonly speakers: number;
  readonly found: number;
  /** Speaker of the answer -> speaker of the reference. */
  readonly mapping: ReadonlyMap<string, string>;
}

/**
 * Reads the `SPEAKER` lines of an RTTM file (NIST Rich Transcription evaluation plan, 2009):
 * `SPEAKER file channel start duration <NA> <NA> name <NA> <NA>`; other types of line and comments are skipped.
 * @throws Error that names the line, where a time is not a number.
 */
export function parseRttm(text: string): SpeakerSpan[] {
  const spans: SpeakerSpan[] = [];
  text.split('\n').forEach((line, index) => {
    const fields = line.trim().split(/\s+/);
    if (fields[0] !== 'SPEAKER') return;
    const start = Number(fields[3]);
    const seconds = Number(fields[4]);
    if (fields.length < 8 || !Number.isFinite(start) || !(seconds >= 0))
      throw new Error(
        `Reading RTTM failed: line ${index + 1} is not "SPEAKER file 1 start seconds ... name": ${line}`,
      );
    spans.push({ start, end: start + seconds, speaker: fields[7] });
  });
  return spans;
}

/**
 * Diarization error rate as md-eval (NIST) and dscore define it: the answer's speakers are mapped one-to-one to
 * those of the reference so that they share most time; every moment then has
 * miss = max(0, R - H), false alarm = max(0, H - R), confusion = min(R, H) - correct, where R and H are the numbers
 * of speakers. Overlapped speech is scored.
 * @param collar seconds on both sides of every boundary of the reference that are not scored.
 */
export function scoreDiarization(
  reference: readonly SpeakerSpan[],
  answer: readonly SpeakerSpan[],
  options: { readonly collar?: number } = {},
): DiarizationScore {
  const collar = options.collar ?? 0;
  const ref = mergePerSpeaker(reference);
  const hyp = mergePerSpeaker(answer);
  const refNames = [...new Set(ref.map((s) => s.speaker))].sort();
  const hypNames = [...new Set(hyp.map((s) => s.speaker))].sort();
  const pieces = cutIntoPieces(ref, hyp, collar);

  const shared = hypNames.map(() => new Array<number>(refNames.length).fill(0));
  for (const piece of pieces)
    for (const h of piece.hyp)
      for (const r of piece.ref) shared[hypNames.indexOf(h)][refNames.indexOf(r)] += piece.seconds;
  const mapping = new Map<string, string>();
  assignBest(shared).forEach((r, h) => {
    if (r >= 0) mapping.set(hypNames[h], refNames[r]);
  });

  let total = 0;
  let miss = 0;
  let falseAlarm = 0;
  let confusion = 0;
  for (const { seconds, ref: r, hyp: h } of pieces) {
    const correct = [...h].filter((name) => r.has(mapping.get(name) ?? '')).length;
    total += r.size * seconds;
    miss += Math.max(0, r.size - h.size) * seconds;
    falseAlarm += Math.max(0, h.size - r.size) * seconds;
    confusion += (Math.min(r.size, h.size) - correct) * seconds;
  }
  const errors = miss + falseAlarm + confusion;
  return {
    reference: total,
    miss,
    falseAlarm,
    confusion,
    // Nothing to find: any answer is all error, silence is right.
    der: total > 0 ? errors / total : errors > 0 ? 1 : 0,
    speakers: refNames.length,
    found: hypNames.length,
    mapping,
  };
}

/** Adds scores of several recordings: the rate over all of their speaker time. */
export function totalScore(
  scores: readonly Omit<DiarizationScore, 'mapping'>[],
): Omit<DiarizationScore, 'mapping'> {
  const sum = (pick: (s: Omit<DiarizationScore, 'mapping'>) => number) =>
    scores.reduce((total, s) => total + pick(s), 0);
  const [reference, miss, falseAlarm, confusion] = [
    sum((s) => s.reference),
    sum((s) => s.miss),
    sum((s) => s.falseAlarm),
    sum((s) => s.confusion),
  ];
  const errors = miss + falseAlarm + confusion;
  return {
    reference,
    miss,
    falseAlarm,
    confusion,
    der: reference > 0 ? errors / reference : errors > 0 ? 1 : 0,
    speakers: sum((s) => s.speakers),
    found: sum((s) => s.found),
  };
}

/** Spans of one speaker that touch or overlap become one: a person cannot speak twice at once. */
export function mergePerSpeaker(spans: readonly SpeakerSpan[]): SpeakerSpan[] {
  const sorted = spans
    .filter((s) => s.end > s.start)
    .sort((a, b) => (a.speaker < b.speaker ? -1 : a.speaker > b.speaker ? 1 : a.start - b.start));
  const merged: SpeakerSpan[] = [];
  for (const span of sorted) {
    const last = merged.at(-1);
    if (last && last.speaker === span.speaker && span.start <= last.end)
      merged[merged.length - 1] = { ...last, end: Math.max(last.end, span.end) };
    else merged.push(span);
  }
  return merged;
}

interface Piece {
  readonly seconds: number;
  readonly ref: ReadonlySet<string>;
  readonly hyp: ReadonlySet<string>;
}

/** The timeline between all boundaries, with who speaks in each piece; what lies inside a collar is not scored. */
function cutIntoPieces(ref: readonly SpeakerSpan[], hyp: readonly SpeakerSpan[], collar: number): Piece[] {
  type Edge = { time: number; side: 'ref' | 'hyp' | 'collar'; speaker: string; step: 1 | -1 };
  const edges: Edge[] = [];
  const add = (side: Edge['side'], speaker: string, start: number, end: number) =>
    edges.push({ time: start, side, speaker, step: 1 }, { time: end, side, speaker, step: -1 });
  for (const s of ref) {
    add('ref', s.speaker, s.start, s.end);
    if (collar > 0) for (const edge of [s.start, s.end]) add('collar', '', edge - collar, edge + collar);
  }
  for (const s of hyp) add('hyp', s.speaker, s.start, s.end);
  edges.sort((a, b) => a.time - b.time);

  const active = { ref: new Set<string>(), hyp: new Set<string>() };
  let collars = 0;
  let from = 0;
  const pieces: Piece[] = [];
  for (const edge of edges) {
    const seconds = edge.time - from;
    if (seconds > 0 && collars === 0 && active.ref.size + active.hyp.size > 0)
      pieces.push({ seconds, ref: new Set(active.ref), hyp: new Set(active.hyp) });
    from = edge.time;
    if (edge.side === 'collar') collars += edge.step;
    else if (edge.step === 1) active[edge.side].add(edge.speaker);
    else active[edge.side].delete(edge.speaker);
  }
  return pieces;
}
