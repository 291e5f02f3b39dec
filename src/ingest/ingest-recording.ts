import { basename } from 'node:path';
import { artifactPaths } from '../artifacts/artifact-files.js';
import { type TakenInput, takeInput } from '../audio/take-input.js';
import type { CommandContext } from '../context.js';
import type { Meeting } from '../domain/meeting.js';
import type { RecordedAt } from '../domain/recorded-at.js';
import type { Audio, Recording } from '../domain/recording.js';
import { toPlainError } from '../errors.js';
import type { DecodedRecording } from '../pipeline/decode-once.js';
import type { Emit, IngestResult } from '../pipeline/events.js';
import type { PipelineModels } from '../pipeline/plan.js';
import { type JobContext, runStage } from '../pipeline/run-stage.js';
import type { PipelineWorker } from '../pipeline/start-worker.js';
import { readableName } from '../platform/file-names.js';
import { listArtifacts } from '../store/artifacts.js';
import { loadMeeting } from '../store/completed-meetings.js';
import { listMeetings } from '../store/list-meetings.js';
import { lockRecording } from '../store/locks.js';
import { type BegunMeeting, beginMeeting, startProcessing } from '../store/meetings.js';
import type { Store } from '../store/store.js';
import { ownTitle, personalChanges, replaceable, titleOf } from './choose-replaced.js';
import { decide, findKnownBytes, findKnownSound, type Known, type KnownPolicy } from './find-known.js';
import {
  describeCompleted,
  describeForced,
  describeKnown,
  describeShorter,
  resultSpeakers,
} from './ingest-result.js';
import { matchSpeakers } from './match-speakers.js';
import { processPlan } from './process-plan.js';
import { removeAudio } from './remove-audio.js';
import { createRunLog, type FailureLog } from './run-log.js';
import { copyOut, saveRecording } from './save-recording.js';
import type { Spool } from './spool.js';
import { storeCheckpoints } from './store-checkpoints.js';

export interface IngestOptions extends KnownPolicy {
  readonly stream?: number;
  readonly title?: string;
  /** When it was recorded, whatever the file says. */
  readonly recorded?: RecordedAt;
  /** False: do not use finished stages of earlier runs. */
  readonly cache?: boolean;
}

/** What all recordings of one run share. */
export interface IngestRun {
  readonly context: CommandContext;
  readonly store: Store;
  readonly worker: PipelineWorker;
  readonly spool: Spool;
  readonly models: PipelineModels;
  /** Suggests a better model for recordings of this length, in seconds; null: nothing to suggest. */
  readonly upgradeHint: (
    duration: number,
    made: { readonly language: string; readonly recognition: string },
  ) => string | null;
  readonly emit: Emit;
  readonly failures: FailureLog;
}

/**
 * One recording from file to stored meeting. Does not throw for what is wrong with the recording: the result says
 * it. Its bytes, and then its samples, are locked meanwhile, so that two programs make one meeting of it; the
 * locks go with the process, however it ends.
 */
export async function ingestRecording(
  input: string,
  options: IngestOptions,
  run: IngestRun,
): Promise<IngestResult> {
  const path = readableName(input);
  const { context, store } = run;
  const startedAt = context.clock();
  const log = createRunLog(store, context);
  const checkpoints = storeCheckpoints(store, context, options.cache !== false);
  const job: JobContext = {
    signal: context.signal,
    clock: context.clock,
    checkpoints,
    emit: (event) => {
      log.note(event);
      run.emit(event);
    },
  };
  const locks: { release(): void }[] = [];
  const claim = (key: string): boolean => {
    const lock = lockRecording(store.home, key);
    if (lock) locks.push(lock);
    return lock !== null;
  };
  let taken: TakenInput | null = null;
  let audio: Audio | null = null;
  let begun: BegunMeeting | null = null;
  try {
    taken = await runStage('read', 'scribe', job, (control) =>
      takeInput(input, { spoolFolder: () => run.spool.folder(), ...control }),
    );
    const { sha256 } = taken;
    const firstOfBytes = claim(`${sha256}-${options.stream ?? 'chosen'}`);
    const same = findKnownBytes(store, sha256, options.stream);
    if (same && decide(same, options) === 'report') return await reportKnown(path, same, run);
    if (!firstOfBytes) return inProgress(path);

    const decoded = await decode(path, taken, options, run, job);
    const { recording, stream } = decoded;
    audio = decoded.audio;
    await taken.release();
    const mine = claim(recording.fingerprint.contentFp);
    const { known, shorter } = findKnownSound(store, recording);
    const decision = decide(known, options);
    if (known && decision === 'report') return await reportKnown(path, known, run);
    if (!mine) return inProgress(path);

    const attempts = { status: 'failed', sha256: recording.fingerprint.sha256 } as const;
    const failed = listMeetings(store, attempts).filter((attempt) => attempt.stream === stream);
    const plainTitle = options.title ?? titleOf(basename(path));
    begun = beginMeeting(store, {
      recording,
      stream,
      streamAsked: options.stream !== undefined,
      title: plainTitle,
      newId: context.newId,
      now: context.now(),
    });
    startProcessing(store, begun.meetingId, context.now());
    log.attach(begun);

    const made = await makeMeeting(begun.meetingId, plainTitle, recording, audio, run, job);
    const { recognition } = made.models;
    const notice = run.upgradeHint(recording.duration, { language: made.language, recognition });
    if (notice) job.emit({ kind: 'warning', message: notice });
    const changed = shorter.map((copy) => ({ ...copy, ...personalChanges(store, copy.meetingId) }));
    const longerThan = replaceable(changed, made.speakers, options);
    const forced = decision === 'replace' ? known : null;
    const replaced = forced ? [forced, ...longerThan] : longerThan;
    const undone = forced ? personalChanges(store, forced.meetingId).restored : 0;
    const title = options.title ?? ownTitle(replaced) ?? plainTitle;
    const replaces = [...failed.map(({ id }) => id), ...replaced.map(({ meetingId }) => meetingId)];
    const { meeting, artifacts } = await saveRecording({ ...made, title }, begun, replaces, run, job);
    const elapsed = (context.clock() - startedAt) / 1000;
    return {
      path,
      outcome: 'completed',
      reason: [
        describeCompleted(meeting, checkpoints.used() ? null : elapsed),
        ...describeForced(undone),
        ...describeShorter(changed, longerThan),
      ].join('; '),
      meetingId: begun.meetingId,
      replaced: replaced.map(({ meetingId, fileName }) => ({ meetingId, fileName })),
      title,
      duration: recording.duration,
      elapsed,
      language: meeting.language,
      speakers: resultSpeakers(meeting),
      unrecognized: meeting.unrecognized,
      artifacts,
    };
  } catch (thrown) {
    const error = toPlainError(context.signal.aborted ? new DOMException('', 'AbortError') : thrown);
    // What went wrong first is what is told; noting it may fail as well, where the store is the reason.
    if (begun) run.failures.note(begun.meetingId, error.message);
    log.flush();
    return { path, outcome: 'failed', reason: error.message, meetingId: begun?.meetingId ?? null, error };
  } finally {
    await taken?.release();
    if (audio) removeAudio(audio);
    for (const lock of locks.reverse()) lock.release();
  }
}

async function decode(
  path: string,
  { file, sha256 }: TakenInput,
  options: IngestOptions,
  { context, worker, spool }: IngestRun,
  job: JobContext,
): Promise<DecodedRecording> {
  const decoded = await worker.run(
    {
      kind: 'decode',
      path,
      file,
      sha256,
      spoolFolder: spool.folder(),
      stream: options.stream,
      channels: context.settings.values.channels,
      zone: context.zone,
      now: Date.parse(context.now()),
      ffmpeg: context.settings.values.ffmpeg,
    },
    job,
  );
  for (const message of decoded.recording.warnings) job.emit({ kind: 'warning', message });
  for (const message of decoded.recording.notes) job.emit({ kind: 'note', message });
  if (!options.recorded) return decoded;
  const { at, ...dating } = options.recorded;
  return { ...decoded, recording: { ...decoded.recording, recordedAt: at, dating } };
}

/** Transcribes, tells the voices apart and says whose they are. */
async function makeMeeting(
  id: string,
  title: string,
  recording: Recording,
  audio: Audio,
  run: IngestRun,
  job: JobContext,
): Promise<Meeting> {
  const { context, store, worker, models } = run;
  const { contentFp } = recording.fingerprint;
  const plan = processPlan(context.settings.values, models);
  const languageTag = recording.language ?? null;
  const { warnings, ...processed } = await worker.run(
    { kind: 'process', audio, contentFp, languageTag, plan },
    job,
  );
  for (const message of warnings) job.emit({ kind: 'warning', message });
  const speakers = await runStage('match', 'sqlite-vec', job, async () =>
    matchSpeakers(store, processed.clusters, models.voice.name, context.settings.values),
  );
  return {
    id,
    title,
    recording: { ...recording, warnings: [...recording.warnings, ...warnings] },
    speakers,
    ...processed,
  };
}

/** A recording that is known is not processed, but who asks for files with `--out` gets them. */
async function reportKnown(path: string, known: Known, run: IngestRun): Promise<IngestResult> {
  const { context, store } = run;
  const meeting = loadMeeting(store, known.meetingId);
  const fileName = path === '-' ? path : basename(path);
  const copies = known.by === 'acoustic' ? null : await copyOut(known.meetingId, fileName, run);
  return {
    path,
    outcome: known.by === 'acoustic' ? 'sounds-like' : 'already-known',
    reason: describeKnown(known),
    meetingId: known.meetingId,
    sameAs: { by: known.by, fileName: known.fileName, part: known.part },
    title: known.title,
    duration: meeting.recording.duration,
    language: meeting.language,
    speakers: resultSpeakers(meeting),
    unrecognized: meeting.unrecognized,
    artifacts: copies ?? artifactPaths(context.folders, listArtifacts(store, known.meetingId)),
  };
}

function inProgress(path: string): IngestResult {
  const reason = 'another scribe is processing this recording right now';
  return { path, outcome: 'in-progress', reason, meetingId: null };
}
