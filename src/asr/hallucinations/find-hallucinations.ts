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
import { cutLoops, cutSilence, type Passage } from './cut-segments.js';
import {
  compressionDefaults,
  createSpeechWitness,
  isTooFast,
  type SpeechWitness,
  windowCompression,
} from './evidence.js';
import { isFrequentHallucination } from './phrases.js';

interface SegmentsWithoutHallucinations {
  readonly kept: readonly Segment[];
  readonly suppressed: readonly SuppressedSegment[];
}

/**
 * The policy on hallucinations, one for all recognizers: separates what was said from what the recognizer made up. Pure
 * and total: every word comes out once, kept or suppressed with its reason.
 *
 * First, words in silence and the repetitions of loops are cut out, word by word; the rest is judged segment by segment
 * (`suspect`).
 *
 * @param segments in the order of time.
 * @param speech where the detector heard somebody, with a detector set to hear too much rather than too little; sorted
 *   and disjoint.
 * @param duration of the recording.
 */
export function findHallucinations(
  segments: readonly Segment[],
  speech: readonly Span[],
  duration: Seconds,
): SegmentsWithoutHallucinations {
  const witness = createSpeechWitness(speech);
  const passages = cutLoops(cutSilence(segments, witness), witness);
  const candidates = passages.flatMap(({ segment, suppression }) => (suppression ? [] : [segment]));
  const verdicts = suspect(candidates, { witness, neighbours: neighboursOf(candidates, duration) });
  const kept: Segment[] = [];
  const suppressed: SuppressedSegment[] = [];
  let next = 0;
  for (const passage of passages) {
    const suppression = passage.suppression ?? verdicts[next++];
    if (suppression) suppressed.push(withReason(passage, suppression));
    else kept.push(passage.segment);
  }
  return { kept, suppressed };
}

function withReason({ segment }: Passage, { reason, detail }: Suppression): SuppressedSegment {
  return { ...segment, reason, detail };
}

/** The end of the segment before and the start of the one after; for the first and the last, the ends of the recording. */
function neighboursOf(segments: readonly Segment[], duration: Seconds): Neighbours[] {
  return segments.map((segment, i) => ({
    before: i > 0 ? segments[i - 1].end : 0,
    after: i + 1 < segments.length ? segments[i + 1].start : Math.max(duration, segment.end),
    first: i === 0,
    last: i + 1 === segments.length,
  }));
}

const suspicionDefaults = {
  /** Below this mean log probability, or with doubtful words, ... (this and the next: openai/whisper `transcribe.py`) */
  meanLogProb: -1,
  /** ... and above this no-speech probability, nobody spoke. */
  noSpeechProb: 0.6,
  /** Mean probability of the words below which a text is doubtful; 1 to 4 % of sentences read aloud are. */
  confidence: 0.5,
  /** Share of detected speech below which a segment is mostly silent, ... */
  mostlySilent: 0.3,
  /** ... or silent enough to count against words that are implausible as well. */
  halfSilent: 0.5,
  /** Seconds without words before and after an implausible segment. */
  silence: 2,
} as const;

/** What surrounds a segment. */
interface Neighbours {
  readonly before: Seconds;
  readonly after: Seconds;
  readonly first: boolean;
  readonly last: boolean;
}

interface SuspectContext {
  readonly witness: SpeechWitness;
  readonly neighbours: readonly Neighbours[];
}

/** Why each segment is suppressed; null for those that stay. Unless a segment is impossible, it takes two independent signs. */
function suspect(segments: readonly Segment[], context: SuspectContext): (Suppression | null)[] {
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

/** Recognizers write dots and musical notes for silence. */
function wordless({ text }: Segment): Suppression | null {
  return isSpoken({ text }) ? null : { reason: 'no-speech', detail: 'no letter and no digit' };
}

/** Word times are often squeezed together, so all of the time between the neighbours counts as available. */
function tooFast(segment: Segment, { before, after }: Neighbours): Suppression | null {
  const room = Math.max(segment.end, after) - Math.min(segment.start, before);
  if (!isTooFast(segment.text, room)) return null;
  return {
    reason: 'too-fast',
    detail: `${segment.text.length} characters where there were ${room.toFixed(1)} s`,
  };
}

/** A loop that varies still compresses well; and what precedes a loop is often wrong, too. */
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

/** The network doubts its text, in the whole window or in these words; and it, or the detector, hears no speech. */
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
  // Speech that was recognized in another language is written in its letters.
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
