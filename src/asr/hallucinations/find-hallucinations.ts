import type { SuppressedSegment, Suppression } from '../../domain/suppressed.js';
import type { Seconds, Span } from '../../domain/time.js';
import type { Segment } from '../../domain/transcript.js';
import {
  countScripts,
  dominantScript,
  isScriptOf,
  type ScriptCounts,
  type ScriptName,
  scriptDefaults,
} from '../languages/scripts.js';
import { weighAnomaly } from '../word-anomaly.js';
import { cutLoops, cutSilence, type Piece } from './cut-segments.js';
import {
  compressionDefaults,
  createSpeechWitness,
  isTooFast,
  type SpeechWitness,
  windowCompression,
} from './evidence.js';
import { isFrequentHallucination } from './phrases.js';

export interface SegmentsWithoutHallucinations {
  readonly kept: readonly Segment[];
  readonly suppressed: readonly SuppressedSegment[];
}

/**
 * Parts what was said from what the recognizer invented, the same way for every recognizer. Pure and total: every word
 * that comes in comes out once, kept or suppressed with its reason.
 *
 * First words that lie in silence and the repetitions of loops are cut out, word by word; what is left is judged segment
 * by segment (`suspect`).
 *
 * @param segments in the order of time.
 * @param speech where the detector heard somebody, rather too much than too little: sorted and disjoint.
 * @param duration of the recording.
 */
export function findHallucinations(
  segments: readonly Segment[],
  speech: readonly Span[],
  duration: Seconds,
): SegmentsWithoutHallucinations {
  const witness = createSpeechWitness(speech);
  const pieces = cutLoops(cutSilence(segments, witness), witness);
  const candidates = pieces.flatMap(({ segment, suppression }) => (suppression ? [] : [segment]));
  const verdicts = suspect(candidates, { witness, neighbours: neighboursOf(candidates, duration) });
  const kept: Segment[] = [];
  const suppressed: SuppressedSegment[] = [];
  let next = 0;
  for (const piece of pieces) {
    const suppression = piece.suppression ?? verdicts[next++];
    if (suppression) suppressed.push(withReason(piece, suppression));
    else kept.push(piece.segment);
  }
  return { kept, suppressed };
}

function withReason({ segment }: Piece, { reason, detail }: Suppression): SuppressedSegment {
  return { ...segment, reason, detail };
}

/** Where the segment before ends and the one after begins; the edges of the recording for the first and the last. */
function neighboursOf(segments: readonly Segment[], duration: Seconds): Neighbours[] {
  return segments.map((segment, i) => ({
    before: i > 0 ? segments[i - 1].end : 0,
    after: i + 1 < segments.length ? segments[i + 1].start : Math.max(duration, segment.end),
    first: i === 0,
    last: i + 1 === segments.length,
  }));
}

export const suspicionDefaults = {
  /** Below this mean log probability, or with doubtful words, ... (openai/whisper `transcribe.py`, as the next) */
  meanLogProb: -1,
  /** ... with more than this probability of no speech nobody spoke. */
  noSpeechProb: 0.6,
  /** Mean probability of its words below which a text is doubtful; of sentences read aloud 1 to 4 in a hundred are. */
  confidence: 0.5,
  /** Share of detected speech below which a segment lies mostly in silence ... */
  mostlySilent: 0.3,
  /** ... or for a good part, for words that are implausible besides. */
  halfSilent: 0.5,
  /** Seconds without words before and after an implausible segment. */
  silence: 2,
} as const;

/** What is around a segment. */
export interface Neighbours {
  readonly before: Seconds;
  readonly after: Seconds;
  readonly first: boolean;
  readonly last: boolean;
}

export interface SuspectContext {
  readonly witness: SpeechWitness;
  readonly neighbours: readonly Neighbours[];
}

/** What speaks against each segment; null for those that stand. What is not impossible needs two witnesses. */
export function suspect(segments: readonly Segment[], context: SuspectContext): (Suppression | null)[] {
  const scripts = segments.map((segment) => countScripts(segment.text));
  const usual = dominantScript(addCounts(scripts), scriptDefaults.letters);
  const ratios = windowCompression(segments);
  return segments.map((segment, i) => {
    if (segment.words.length === 0) return null;
    const around = context.neighbours[i];
    const heard = context.witness.share(segment);
    return (
      wordless(segment) ??
      tooFast(segment, around) ??
      repetitive(segment, ratios[i], heard) ??
      improbable(segment, heard) ??
      anomalous(segment, around, heard) ??
      phrase(segment, heard) ??
      foreignScript(segment, scripts[i], usual)
    );
  });
}

/** Dots and notes of music are what a recognizer writes for nothing. */
function wordless({ text }: Segment): Suppression | null {
  return isSpoken({ text }) ? null : { reason: 'no-speech', detail: 'no letter and no digit' };
}

/** Times of words are often squeezed; the time up to the neighbours is what there was at the most. */
function tooFast(segment: Segment, { before, after }: Neighbours): Suppression | null {
  const room = Math.max(segment.end, after) - Math.min(segment.start, before);
  if (!isTooFast(segment.text, room)) return null;
  return {
    reason: 'too-fast',
    detail: `${segment.text.length} characters where there were ${room.toFixed(1)} s`,
  };
}

/** A loop that varies packs well all the same; what comes before a loop is often doubtful, too. */
function repetitive({ evidence, confidence }: Segment, ratio: number, heard: number): Suppression | null {
  const { compressionRatio } = compressionDefaults;
  const doubtful = confidence < suspicionDefaults.confidence;
  if (ratio > compressionRatio) {
    const packs = `the text packs ${ratio.toFixed(1)} to 1; speech stays below ${compressionRatio}`;
    const witness =
      (doubtful && `confidence ${confidence.toFixed(2)}`) ||
      (heard < suspicionDefaults.halfSilent && `${percent(heard)} of it in speech`) ||
      (evidence?.looped && 'the recognizer was stopped in it') ||
      ((evidence?.temperature ?? 0) > 0 && 'it was drawn at random after a failure');
    return witness ? { reason: 'repetitive', detail: `${packs}; ${witness}` } : null;
  }
  if (!evidence?.looped || !doubtful) return null;
  const detail = `the recognizer was stopped in a repetition; confidence ${confidence.toFixed(2)}`;
  return { reason: 'repetitive', detail };
}

/** The network doubts what it wrote, in all or in these words, and it or the detector says that nobody speaks. */
function improbable(segment: Segment, heard: number): Suppression | null {
  const { meanLogProb, noSpeechProb, confidence, mostlySilent } = suspicionDefaults;
  const { evidence } = segment;
  if (!evidence) return null;
  const unlikely = evidence.meanLogProb < meanLogProb;
  const silent = evidence.noSpeechProb !== null && evidence.noSpeechProb > noSpeechProb;
  const doubtful = segment.confidence < confidence;
  if (!(silent ? unlikely || doubtful : unlikely && heard < mostlySilent)) return null;
  const numbers = silent
    ? `probability of no speech ${evidence.noSpeechProb?.toFixed(2)}, confidence ${segment.confidence.toFixed(2)}`
    : `${percent(heard)} of it in speech`;
  const detail = `mean log probability ${evidence.meanLogProb.toFixed(2)}, ${numbers}`;
  return { reason: 'improbable', detail };
}

function anomalous(segment: Segment, around: Neighbours, heard: number): Suppression | null {
  const { silence, halfSilent } = suspicionDefaults;
  const alone =
    (around.first || segment.start - around.before > silence) &&
    (around.last || around.after - segment.end > silence);
  if (!alone || heard >= halfSilent) return null;
  const { weight, words, anomalous } = weighAnomaly(segment.words.filter(isSpoken));
  if (!anomalous) return null;
  const detail = `anomaly ${weight.toFixed(1)} over ${words} words between silences, ${percent(heard)} of it in speech`;
  return { reason: 'anomalous', detail };
}

function phrase(segment: Segment, heard: number): Suppression | null {
  const { confidence, mostlySilent } = suspicionDefaults;
  if (segment.confidence >= confidence || heard >= mostlySilent) return null;
  if (!isFrequentHallucination(segment.text)) return null;
  const detail = `often invented; confidence ${segment.confidence.toFixed(2)}, ${percent(heard)} of it in speech`;
  return { reason: 'phrase', detail };
}

function foreignScript(
  segment: Segment,
  counts: ScriptCounts,
  usual: { name: ScriptName; share: number } | null,
): Suppression | null {
  const own = dominantScript(counts);
  if (!own || !usual || usual.share < scriptDefaults.dominant || own.name === usual.name) return null;
  // A part of the recording that was heard in another language is written in its letters.
  if (isScriptOf(segment.language, own.name)) return null;
  if (segment.confidence >= suspicionDefaults.confidence) return null;
  const detail = `${own.name} letters where ${percent(usual.share)} are ${usual.name}; confidence ${segment.confidence.toFixed(2)}`;
  return { reason: 'foreign-script', detail };
}

function addCounts(counts: readonly ScriptCounts[]): ScriptCounts {
  const sum = { ...countScripts('') };
  for (const each of counts) for (const name of Object.keys(sum) as ScriptName[]) sum[name] += each[name];
  return sum;
}

const isSpoken = ({ text }: { readonly text: string }): boolean => /[\p{L}\p{N}]/u.test(text);
const percent = (share: number): string => `${Math.round(share * 100)} %`;
