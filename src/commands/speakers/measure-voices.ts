import { resolve } from 'node:path';
import { takeInput } from '../../audio/take-input.js';
import type { CommandContext } from '../../context.js';
import { requireSpeech, type VoiceSample } from '../../diarization/enroll-voice.js';
import type { Span } from '../../domain/time.js';
import { ScribeError } from '../../errors.js';
import { chosenModel, speechModel } from '../../ingest/choose-models.js';
import { expandInputs } from '../../ingest/expand-inputs.js';
import type { PassedOver } from '../../ingest/find-recordings.js';
import { openSpool, removeAudio } from '../../ingest/spool.js';
import { findInCatalog } from '../../models/catalog.js';
import { verifyModel } from '../../models/installed.js';
import { startWorker } from '../../pipeline/start-worker.js';
import { readableName, restoreNames } from '../../platform/file-names.js';
import { writeLine } from '../../report/output.js';
import type { NewVoiceSample } from '../../store/voice-samples.js';

/** A new sample, before it has an id, and what its recording sounds like: null where there is no recording. */
export interface Measured extends Omit<NewVoiceSample, 'id'> {
  /** What messages call it. */
  readonly name: string;
  readonly level: number | null;
  readonly clipped: number | null;
  readonly voices: number | null;
}

/**
 * One voice sample from each recording of a person: files, the matches of patterns, the recordings in folders. Recordings
 * with less speech than a voice needs count together.
 *
 * @throws ScribeError when one of them cannot be decoded, or all of them together have too little speech.
 */
export async function measureVoices(context: CommandContext, inputs: readonly string[]): Promise<Measured[]> {
  const { recordings, passedOver } = await expandInputs(
    restoreNames(inputs, context.commandLine()),
    process.cwd(),
  );
  if (passedOver.length > 0) writeLine(context.err, `note: ${describePassedOver(passedOver)}`);
  const samples = await measureAll(
    context,
    recordings.map((path) => ({ path, spans: null })),
  );
  requireSpeech(samples);
  const measured: Measured[] = [];
  for (const sample of samples) {
    const { name, path, seconds } = sample;
    const voice = asMeasured(context, sample, { name, source: { path } });
    if (voice) measured.push(voice);
    else
      writeLine(
        context.err,
        `warning: ${name} has ${seconds.toFixed(1)} s of speech, too little to measure; it was not used.`,
      );
  }
  return measured;
}

/** A sample without what was only for messages, which are printed; null: there is too little speech in it. */
function asMeasured(
  context: CommandContext,
  { seconds, embedding, quality, level, clipped, voices, warnings }: VoiceSample,
  named: Pick<Measured, 'name' | 'source'>,
): Measured | null {
  for (const warning of warnings) writeLine(context.err, `warning: ${warning}`);
  return embedding && { ...named, seconds, level, clipped, voices, embedding, quality: quality ?? undefined };
}

/**
 * The voice of one speaker of a recording, measured by the model in use.
 * @param part its recording, and when this person speaks
 * @throws ScribeError when it is another recording now, cannot be decoded, or the person says too little.
 */
export async function measurePart(
  context: CommandContext,
  part: Required<VoicePart>,
  named: Pick<Measured, 'name' | 'source'>,
): Promise<Measured> {
  const [sample] = await measureAll(context, [part]);
  const measured = asMeasured(context, sample, named);
  if (measured) return measured;
  throw new ScribeError(
    'RECORDING',
    `Enrolling ${named.name} failed: it has ${sample.seconds.toFixed(1)} s of speech, too little to measure.`,
    { hint: 'Enroll from another recording of the person.' },
  );
}

/** `2 passed over (a.txt: a text file; b.png: a picture)`; only the first three are named. */
function describePassedOver(files: readonly PassedOver[]): string {
  const named = files.slice(0, 3).map(({ path, reason }) => `${path}: ${reason}`);
  return `${files.length} passed over (${[...named, ...(files.length > 3 ? ['...'] : [])].join('; ')})`;
}

/** A recording, or one person in it. */
interface VoicePart {
  readonly path: string;
  /** When the person speaks; null: whenever somebody does. */
  readonly spans: readonly Span[] | null;
  /** Hex SHA-256 that its bytes must have. */
  readonly sha256?: string;
  /** Its audio stream. */
  readonly stream?: number;
}

interface NamedSample extends VoiceSample {
  readonly name: string;
  /** `-` for standard input. */
  readonly path: string;
}

async function measureAll(context: CommandContext, parts: readonly VoicePart[]): Promise<NamedSample[]> {
  const { threads, ffmpeg } = context.settings.values;
  const models = {
    speech: await verifyModel(findInCatalog(speechModel, 'speech'), context.folders),
    voice: await verifyModel(chosenModel('voice', context), context.folders),
  };
  const worker = startWorker(context.folders.cache);
  const running = {
    signal: context.signal,
    emit: () => {},
    checkpoints: { get: async () => null, put: async () => {} },
  };
  const spool = openSpool(context.folders.cache);
  const samples: NamedSample[] = [];
  try {
    for (const { path: input, spans, sha256, stream } of parts) {
      const file = readableName(input);
      const taken = await takeInput(input, { spoolFolder: () => spool.folder(), signal: context.signal });
      const decode = {
        kind: 'decode',
        path: file,
        file: taken.file,
        sha256: taken.sha256,
        channels: 'auto',
        stream,
      } as const;
      if (sha256 !== undefined && taken.sha256 !== sha256) {
        await taken.release();
        throw new ScribeError(
          'RECORDING',
          `Measuring a voice in ${file} failed: the file has changed since.`,
          {
            hint: 'Enroll from another recording of the person.',
          },
        );
      }
      const { audio } = await worker
        .run({ ...decode, spoolFolder: spool.folder(), ffmpeg }, running)
        .finally(taken.release);
      try {
        const name = file === '-' ? 'standard input' : file;
        const sample = await worker.run({ kind: 'enroll', audio, name, models, spans, threads }, running);
        samples.push({ ...sample, name, path: file === '-' ? file : resolve(file) });
      } finally {
        removeAudio(audio);
      }
    }
    return samples;
  } finally {
    await worker.close();
    spool.close();
  }
}
