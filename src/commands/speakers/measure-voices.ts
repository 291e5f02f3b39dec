import { resolve } from 'node:path';
import { takeInput } from '../../audio/take-input.js';
import type { CommandContext } from '../../context.js';
import { requireSpeech, type VoiceSample } from '../../diarization/enroll-voice.js';
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
  const warn = (message: string) => writeLine(context.err, `warning: ${message}`);
  const { recordings, passedOver } = await expandInputs(
    restoreNames(inputs, context.commandLine()),
    process.cwd(),
  );
  if (passedOver.length > 0) writeLine(context.err, `note: ${describePassedOver(passedOver)}`);
  const samples = await measureAll(context, recordings);
  requireSpeech(samples);
  const measured: Measured[] = [];
  for (const { name, path, seconds, embedding, quality, level, clipped, voices, warnings } of samples) {
    const sound = { name, seconds, level, clipped, voices };
    if (embedding) measured.push({ ...sound, source: { path }, embedding, quality: quality ?? undefined });
    else warn(`${name} has ${seconds.toFixed(1)} s of speech, too little to measure; it was not used.`);
    for (const warning of warnings) warn(warning);
  }
  return measured;
}

/** `2 passed over (a.txt: a text file; b.png: a picture)`; only the first three are named. */
function describePassedOver(files: readonly PassedOver[]): string {
  const named = files.slice(0, 3).map(({ path, reason }) => `${path}: ${reason}`);
  return `${files.length} passed over (${[...named, ...(files.length > 3 ? ['...'] : [])].join('; ')})`;
}

interface NamedSample extends VoiceSample {
  readonly name: string;
  /** `-` for standard input. */
  readonly path: string;
}

async function measureAll(context: CommandContext, files: readonly string[]): Promise<NamedSample[]> {
  const { threads, ffmpeg } = context.settings.values;
  const models = {
    speech: await verifyModel(findInCatalog(speechModel, 'speech'), context.folders),
    voice: await verifyModel(chosenModel('voice', context), context.folders),
  };
  const worker = startWorker();
  const running = {
    signal: context.signal,
    emit: () => {},
    checkpoints: { get: async () => null, put: async () => {} },
  };
  const spool = openSpool(context.folders.cache);
  const samples: NamedSample[] = [];
  try {
    for (const input of files) {
      const file = readableName(input);
      const taken = await takeInput(input, { spoolFolder: () => spool.folder(), signal: context.signal });
      const decode = {
        kind: 'decode',
        path: file,
        file: taken.file,
        sha256: taken.sha256,
        channels: 'auto',
      } as const;
      const { audio } = await worker
        .run({ ...decode, spoolFolder: spool.folder(), ffmpeg }, running)
        .finally(taken.release);
      try {
        const name = file === '-' ? 'standard input' : file;
        const sample = await worker.run({ kind: 'enroll', audio, name, models, threads }, running);
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
