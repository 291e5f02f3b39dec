import type { Meeting } from '../domain/meeting.js';
import type { MadeWith, Provenance, StageHash } from '../domain/provenance.js';
import { toJson } from '../domain/visible-text.js';
import type { InstalledModel } from '../models/installed.js';
import { type Checkpoints, floatsToText } from '../pipeline/checkpoints.js';
import type { PipelineModels, ProcessPlan } from '../pipeline/plan.js';
import { sha256 } from '../platform/hash-file.js';
import { processorKind } from '../platform/processor-kind.js';
import { runtimeVersion, scribeVersion } from '../platform/versions.js';
import type { Settings } from '../settings/definitions.js';
import type { DecodeOptions } from './decode-input.js';

/** The settings that decide a transcript, besides those that may hold words of people. */
const decisive = [
  'model',
  'segmentationModel',
  'voiceModel',
  'language',
  'languages',
  'careful',
  'translate',
  'beam',
  'longForm',
  'hallucinationSilence',
  'channels',
  'speakers',
  'minSpeakers',
  'maxSpeakers',
  'hallucinations',
] as const satisfies readonly (keyof Settings)[];

/** The settings that a run was made with. */
export type Decisive = Pick<Settings, (typeof decisive)[number]>;

/** What a run works with, as it is noted beside its results. */
export function describeRun(
  settings: Settings,
  { models, decoding }: ProcessPlan,
  { stream, trackNames = [] }: DecodeOptions,
  ffmpeg: string,
): MadeWith {
  const { hotwords, terms = [], prompt } = decoding;
  const hasWords = hotwords.length + terms.length > 0 || prompt !== null;
  const own = Object.fromEntries(decisive.map((name) => [name, settings[name]])) as unknown as Decisive;
  // Whoever names the people in the channels says that each has one.
  const channels = trackNames.length > 1 && own.channels === 'auto' ? 'split' : own.channels;
  return {
    scribe: scribeVersion(),
    onnxruntime: runtimeVersion(),
    ffmpeg,
    processor: processorKind(),
    models: describeModels(models),
    parameters: { ...own, channels, ...(stream !== undefined && { stream }) },
    words: hasWords ? sha256(toJson([hotwords, terms, prompt])) : null,
  };
}

function describeModels(models: PipelineModels): MadeWith['models'] {
  const { listener, byLanguage, second = {} } = models.recognition;
  const named = (role: string, model: InstalledModel | null | undefined) =>
    model ? [[role, { name: model.name, hash: model.hash }] as const] : [];
  return Object.fromEntries([
    ...named('speech', models.speech),
    ...named('languages', listener),
    ...Object.entries(byLanguage).flatMap(([code, model]) => named(`recognition ${code}`, model)),
    ...Object.entries(second).flatMap(([code, model]) => named(`second opinion ${code}`, model)),
    ...named('segmentation', models.segmentation),
    ...named('voice', models.voice),
    ...named('translation', models.translator),
  ]);
}

export interface RecordedResults extends Checkpoints {
  /** What every stage came to so far. */
  results(): readonly StageHash[];
}

/** Looks on at what goes through the checkpoints of a run. Decoding is left out: its samples have a fingerprint. */
export function recordResults(checkpoints: Checkpoints): RecordedResults {
  const found = new Map<string, string>();
  const note = (key: string, value: string) => {
    if (stageOf(key) !== 'decode' && stageOf(key) !== 'decode-tracks') found.set(key, sha256(value));
  };
  return {
    async get(key) {
      const value = await checkpoints.get(key);
      if (value !== null) note(key, value);
      return value;
    },
    put(key, value) {
      note(key, value);
      return checkpoints.put(key, value);
    },
    results: () => [...found].map(([key, hash]) => ({ stage: stageOf(key), of: sha256(key), sha256: hash })),
  };
}

const stageOf = (key: string): string => key.split(':')[1];

type Transcript = Pick<Meeting, 'language' | 'models' | 'clusters' | 'turns' | 'suppressed' | 'unrecognized'>;

/** All that a run came to. Names of people are no part of it: they depend on who is enrolled. */
export function provenanceOf(
  madeWith: MadeWith,
  { contentFp }: { readonly contentFp: string },
  recorded: Pick<RecordedResults, 'results'>,
  { language, models, clusters, turns, suppressed, unrecognized }: Transcript,
): Provenance {
  const transcript = { language, models, clusters, turns, suppressed, unrecognized };
  const text = toJson(transcript, undefined, inOrder);
  return {
    madeWith,
    results: [
      { stage: 'decode', of: '', sha256: contentFp },
      ...recorded.results(),
      { stage: 'transcript', of: '', sha256: sha256(text) },
    ],
  };
}

/** Vectors as exact text, and keys in one order: what comes from a checkpoint has them in another. */
function inOrder(_: string, value: unknown): unknown {
  if (value instanceof Float32Array) return floatsToText(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
