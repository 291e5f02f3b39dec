import { basename } from 'node:path';
import { storedFiles } from '../artifacts/artifact-files.js';
import type { Calendars } from '../calendar/open-calendar.js';
import { type MeetingFields, mergeFields } from '../domain/meeting-fields.js';
import type { Audio } from '../domain/recording.js';
import { toPlainError } from '../errors.js';
import type { Checkpoints } from '../pipeline/checkpoints.js';
import type { Emit, IngestResult } from '../pipeline/events.js';
import { type JobContext, runStage } from '../pipeline/run-stage.js';
import { listArtifacts } from '../store/artifacts.js';
import { loadMeeting } from '../store/completed-meetings.js';
import { limitToProfiles } from '../store/known-profiles.js';
import { listMeetings } from '../store/list-meetings.js';
import { lockRecording } from '../store/locks.js';
import { loadFields, setFields } from '../store/meeting-fields.js';
import { type BegunMeeting, beginMeeting, startProcessing } from '../store/meetings.js';
import { saveProvenance } from '../store/provenance.js';
import { write } from '../store/store.js';
import { chooseReplaced, titleOf } from './choose-replaced.js';
import { type DecodeOptions, decodeInput, type Taken, takeBytes } from './decode-input.js';
import { embedMeeting } from './embed-turns.js';
import { decide, findKnownBytes, findKnownSound, type Known, type KnownPolicy } from './find-known.js';
import { describeUnimported, type ImportedTranscript } from './imported-transcript.js';
import { describeCompleted, describeKnown, resultSpeakers } from './ingest-result.js';
import { planRecording } from './planned-fields.js';
import { describeRun, provenanceOf, recordResults } from './provenance.js';
import { describeUntaken, fieldsOf, type ToldFields } from './recording-fields.js';
import { createRunLog, type FailureLog } from './run-log.js';
import { makeMeeting, type PipelineRun, planOf } from './run-pipeline.js';
import { copyOut, saveRecording } from './save-recording.js';
import { removeAudio } from './spool.js';
import { alsoElsewhere, storeCheckpoints } from './store-checkpoints.js';
import { type IngestInput, labelOf } from './take-tracks.js';

export interface IngestOptions extends KnownPolicy, Omit<DecodeOptions, 'recorded'> {
  /** What flags say about the meeting, its title and date included. */
  readonly fields?: MeetingFields;
  /** Ids of the only profiles that may be named; undefined: all of them. */
  readonly known?: readonly string[];
  /** What another program made of the recording. */
  readonly imported?: ImportedTranscript;
  /** False: do not use finished stages of earlier runs. */
  readonly cache?: boolean;
  /** Process the recording once more, and compare. */
  readonly verifyRepro?: boolean;
}

/** What all recordings of one run share. */
export interface IngestRun extends PipelineRun {
  /** Of the setting `calendar`; null: there is none. */
  readonly calendars: Calendars | null;
  /** Suggests a better model for recordings of this length, in seconds; null: nothing to suggest. */
  readonly upgradeHint: (
    duration: number,
    made: { readonly language: string; readonly recognition: string },
  ) => string | null;
  /** Of the ffmpeg that decodes. */
  readonly ffmpegVersion: () => Promise<string>;
  readonly emit: Emit;
  readonly failures: FailureLog;
  /** Other machines that work on the same recordings; undefined: there are none. */
  readonly elsewhere?: Elsewhere;
}

/** What a run has to know of other machines: theirs is what cannot be seen in the store. */
interface Elsewhere {
  /**
   * Claims a content, before it is decoded and again afterwards.
   * @returns null: it is ours; else why nothing is to be done.
   */
  claim(
    kind: 'bytes' | 'sound',
    fingerprint: string,
  ): Promise<Pick<IngestResult, 'outcome' | 'reason' | 'meetingId'> | null>;
  /** Finished stages of whoever worked on this recording before, wherever that was. */
  readonly checkpoints: Checkpoints;
}

/**
 * One recording, from its file to a stored meeting. A problem with the recording does not throw: the result reports it.
 * Its bytes and then its samples are locked meanwhile, so that two processes make one meeting of it; the locks end with
 * the process, however it ends.
 */
export async function ingestRecording(
  input: IngestInput,
  options: IngestOptions,
  run: IngestRun,
): Promise<IngestResult> {
  const path = labelOf(input);
  const { context, store } = run;
  const startedAt = context.clock();
  const log = createRunLog(store, context);
  const own = storeCheckpoints(store, context, options.cache !== false);
  const checkpoints = recordResults(run.elsewhere ? alsoElsewhere(own, run.elsewhere.checkpoints) : own);
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
  let taken: Taken | null = null;
  let audio: Audio | null = null;
  let begun: BegunMeeting | null = null;
  try {
    const told = fieldsOf(input, options.fields ?? {}, context);
    taken = await runStage('read', 'scribe', job, (control) =>
      takeBytes(input, options, { spoolFolder: () => run.spool.folder(), ...control }),
    );
    const { sha256 } = taken;
    const stream = options.stream === 'all' ? undefined : options.stream;
    const firstOfBytes = claim(`${sha256}-${stream ?? 'chosen'}`);
    const theirs = await run.elsewhere?.claim('bytes', sha256);
    if (theirs) return { path, sha256, ...theirs };
    const same = findKnownBytes(store, sha256, stream);
    if (same && decide(same, options) === 'report')
      return { ...(await reportKnown(input, same, told, options, run)), sha256 };
    if (!firstOfBytes) return inProgress(path);

    const { title: givenTitle, date: recorded } = told.fields;
    const decoded = await decodeInput(taken, { ...options, recorded }, run, job);
    const { recording, stream: position, trackNames } = decoded;
    audio = decoded.audio;
    await taken.release();
    const mine = claim(recording.fingerprint.contentFp);
    const theirSound = await run.elsewhere?.claim('sound', recording.fingerprint.contentFp);
    if (theirSound) return { path, sha256, duration: recording.duration, ...theirSound };
    const found = findKnownSound(store, recording);
    if (found.known && decide(found.known, options) === 'report')
      return { ...(await reportKnown(input, found.known, told, options, run)), sha256 };
    if (!mine) return inProgress(path);

    const attempts = { status: 'failed', sha256: recording.fingerprint.sha256 } as const;
    const failed = listMeetings(store, attempts).filter((attempt) => attempt.stream === position);
    const toReplace = decide(found.known, options) === 'replace' ? found.known!.meetingId : null;
    const planned = planRecording(recording, told.own, toReplace, { ...run, emit: job.emit });
    const { title: _, date: __, ...fields } = mergeFields(told.own, planned, told.fields);
    const plainTitle = givenTitle ?? planned.title ?? titleOf(recording.fileName);
    const making = { newId: context.newId, now: context.now() };
    begun = write(store, 'beginning the meeting', () => {
      const streamAsked = stream !== undefined;
      const begins = { recording, stream: position, streamAsked, title: plainTitle, ...making };
      const fresh = beginMeeting(store, begins);
      setFields(store, { meetingId: fresh.meetingId, fields, ...making });
      return fresh;
    });
    const known = options.known ?? null;
    limitToProfiles(store, { meetingId: begun.meetingId, profileIds: known, newId: context.newId });
    startProcessing(store, begun.meetingId, context.now());
    log.attach(begun);

    const made = await makeMeeting(
      begun.meetingId,
      plainTitle,
      recording,
      audio,
      { known, trackNames },
      run,
      job,
      options.imported,
    );
    const { recognition } = made.models;
    const notice = run.upgradeHint(recording.duration, { language: made.language, recognition });
    if (notice) job.emit({ kind: 'warning', message: notice });
    const { replaced, clauses, ...old } = chooseReplaced(store, found, made.speakers, options);
    const title = givenTitle ?? old.title ?? plainTitle;
    const replaces = [...failed.map(({ id }) => id), ...replaced.map(({ meetingId }) => meetingId)];
    const { meeting, artifacts, edits, mended } = await saveRecording(
      { ...made, title },
      { ...begun, replaces, said: told.said },
      run,
      job,
    );
    if (!options.imported) {
      const madeWith = describeRun(context.settings.values, planOf(run), options, await run.ffmpegVersion());
      const provenance = provenanceOf(madeWith, recording.fingerprint, checkpoints, made);
      saveProvenance(store, begun.meetingId, provenance);
    }
    await embedMeeting(begun.meetingId, run, job);
    const elapsed = (context.clock() - startedAt) / 1000;
    return {
      path,
      sha256,
      outcome: 'completed',
      reason: [describeCompleted(meeting, own.used() ? null : elapsed), ...clauses].join('; '),
      meetingId: begun.meetingId,
      replaced: replaced.map(({ meetingId, fileName }) => ({ meetingId, fileName })),
      ...(edits.carried + edits.unfit.length > 0 && { edits }),
      ...(mended > 0 && { mended }),
      title: meeting.title,
      duration: recording.duration,
      elapsed,
      language: meeting.language,
      ...resultSpeakers(meeting, context.settings.values),
      unrecognized: meeting.unrecognized,
      artifacts,
    };
  } catch (thrown) {
    const sha256 = taken?.sha256;
    const error = toPlainError(context.signal.aborted ? new DOMException('', 'AbortError') : thrown);
    // The first error is reported. Noting it may fail as well, if the store is the reason.
    if (begun) run.failures.note(begun.meetingId, error);
    log.flush();
    return {
      path,
      sha256,
      outcome: 'failed',
      reason: error.message,
      meetingId: begun?.meetingId ?? null,
      error,
    };
  } finally {
    await taken?.release();
    if (audio) removeAudio(audio);
    for (const lock of locks.reverse()) lock.release();
  }
}

/** A known recording is not processed, but with `--out` its transcripts are written. */
async function reportKnown(
  input: IngestInput,
  known: Known,
  told: ToldFields,
  { imported }: IngestOptions,
  run: IngestRun,
): Promise<IngestResult> {
  const { context, store } = run;
  const meeting = loadMeeting(store, known.meetingId);
  const untaken = describeUntaken(told, meeting, loadFields(store, known.meetingId));
  if (untaken) run.emit({ kind: 'note', message: untaken });
  if (imported) run.emit({ kind: 'warning', message: describeUnimported(imported) });
  const path = labelOf(input);
  const fileName = typeof input === 'string' ? basename(path) : known.fileName;
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
    ...resultSpeakers(meeting, context.settings.values),
    unrecognized: meeting.unrecognized,
    artifacts: copies ?? storedFiles(store, listArtifacts(store, known.meetingId)),
  };
}

function inProgress(path: string): IngestResult {
  const reason = 'another scribe process is working on this recording';
  return { path, outcome: 'in-progress', reason, meetingId: null };
}
