import type { CommandContext } from '../context.js';
import { shortId } from '../domain/meeting.js';
import { compareRuns, type Reproduction } from '../domain/provenance.js';
import { ScribeError } from '../errors.js';
import type { Checkpoints } from '../pipeline/checkpoints.js';
import type { JobContext } from '../pipeline/run-stage.js';
import { loadProvenance } from '../store/provenance.js';
import { findBySha256 } from '../store/recordings.js';
import { installedModels } from './choose-models.js';
import { type DecodeOptions, decodeInput, takeBytes } from './decode-input.js';
import type { IngestRun } from './ingest-recording.js';
import { type Decisive, describeRun, provenanceOf, recordResults } from './provenance.js';
import { planOf } from './run-pipeline.js';
import { removeAudio } from './spool.js';
import type { IngestInput } from './take-tracks.js';

/**
 * Processes the recording of a stored meeting again, with the settings that it was made with and without anything that
 * earlier runs kept, and compares what every stage comes to. Nothing is stored. What people changed since is no part of
 * it: the first results are compared, not the transcript as it is today.
 *
 * @throws ScribeError USAGE when it was not kept what the first run came to; RECORDING when the file is another one by
 *   now.
 */
export async function verifyReproduction(
  input: IngestInput,
  meetingId: string,
  run: IngestRun,
): Promise<Reproduction> {
  const before = loadProvenance(run.store, meetingId);
  if (!before) throw notKept(meetingId);
  if (input === '-') throw readOnce();
  const { stream, ...asked } = before.madeWith.parameters as unknown as Decisive &
    Pick<DecodeOptions, 'stream'>;
  const context = withSettings(run.context, asked);
  const again = { ...run, context, models: await installedModels(context) };
  const checkpoints = recordResults(forgetful);
  const job: JobContext = { signal: context.signal, clock: context.clock, checkpoints, emit: () => {} };
  const taken = await takeBytes(input, { stream }, { spoolFolder: () => run.spool.folder(), ...job });
  try {
    const known = findBySha256(run.store, taken.sha256).some((found) => found.meetingId === meetingId);
    if (!known) throw anotherFile(meetingId);
    const { recording, audio } = await decodeInput(taken, { stream }, again, job);
    try {
      const plan = planOf(again);
      const { contentFp } = recording.fingerprint;
      const languageTag = recording.language ?? null;
      const processed = await run.worker.run({ kind: 'process', audio, contentFp, languageTag, plan }, job);
      const madeWith = describeRun(context.settings.values, plan, { stream }, await run.ffmpegVersion());
      return compareRuns(before, provenanceOf(madeWith, recording.fingerprint, checkpoints, processed));
    } finally {
      removeAudio(audio);
    }
  } finally {
    await taken.release();
  }
}

/** Every stage is done anew. */
const forgetful: Checkpoints = { get: async () => null, put: async () => {} };

function withSettings(context: CommandContext, values: Decisive): CommandContext {
  const { settings } = context;
  return { ...context, settings: { ...settings, values: { ...settings.values, ...values } } };
}

const notKept = (meetingId: string) =>
  new ScribeError(
    'USAGE',
    `Making meeting ${shortId(meetingId)} again: what its stages came to was not kept. An earlier version made it, or its words are of another program.`,
    { hint: 'Process the recording again with `scribe ingest FILE --force --verify-repro`.' },
  );

const readOnce = () =>
  new ScribeError('USAGE', 'Making the meeting again: standard input can be read once only.', {
    hint: 'Save the recording in a file, and run `scribe ingest FILE --verify-repro`.',
  });

const anotherFile = (meetingId: string) =>
  new ScribeError(
    'RECORDING',
    `Making meeting ${shortId(meetingId)} again: the file is not the recording that it was made of.`,
    { hint: 'Name it, or all of its tracks, as when it was processed: `scribe ingest FILE --verify-repro`.' },
  );
