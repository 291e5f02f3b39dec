import { type Rendering, storedFiles } from '../artifacts/artifact-files.js';
import type { CopyReport } from '../artifacts/copy-report.js';
import { copyWarnings } from '../artifacts/describe-copies.js';
import { payDebt } from '../artifacts/pay-debt.js';
import { writeOut } from '../artifacts/write-copies.js';
import type { CommandContext } from '../context.js';
import type { Meeting } from '../domain/meeting.js';
import { describeRecord } from '../edits/describe-edits.js';
import { ScribeError } from '../errors.js';
import { isStopWord } from '../insights/word-weights.js';
import type { Emit, IngestResult } from '../pipeline/events.js';
import { type JobContext, runStage } from '../pipeline/run-stage.js';
import { listArtifacts } from '../store/artifacts.js';
import { type CompletedMeeting, completeMeeting, loadMeeting } from '../store/completed-meetings.js';
import { listEdits } from '../store/edits.js';
import type { BegunMeeting } from '../store/meetings.js';
import { type Store, write } from '../store/store.js';
import { mendTranscript } from '../store/vocabulary.js';

interface SavingRun {
  readonly context: CommandContext;
  readonly store: Store;
  readonly emit: Emit;
}

/**
 * Stores the meeting, then writes its files from the store: a speaker who was renamed or forgotten in the meantime has
 * the right name in them. If a file cannot be written, the meeting is stored all the same and the file is owed.
 *
 * @returns the meeting with its current names, and the absolute paths of the files to look at.
 */
export async function saveRecording(
  made: Meeting,
  begun: BegunMeeting & Pick<CompletedMeeting, 'said'> & { readonly replaces: readonly string[] },
  run: SavingRun,
  job: JobContext,
): Promise<
  { meeting: Meeting; artifacts: readonly string[] } & Required<Pick<IngestResult, 'edits' | 'mended'>>
> {
  const { context, store } = run;
  const { newId } = context;
  return runStage('save', 'scribe', job, async () => {
    const { style, formats } = context.settings.values;
    const { meetingId } = begun;
    const now = context.now();
    // A transcript is never stored without what the vocabulary mends in it.
    const { records: mended } = write(store, 'saving the meeting', () => {
      completeMeeting(store, { ...begun, meeting: made, style, formats, newId, now });
      return mendTranscript(store, { meetingId, title: made.title, isOrdinary: isStopWord, newId, now });
    });
    const written = await payDebt(store, meetingId, context);
    tellCopies(written?.copies ?? [], job.emit);
    for (const id of begun.replaces) await payDebt(store, id, context);
    const copies = await copyOut(meetingId, made.recording.fileName, run, written?.rendering);
    return {
      meeting: loadMeeting(store, meetingId),
      artifacts: copies ?? storedFiles(store, listArtifacts(store, meetingId)),
      edits: carriedEdits(store, meetingId),
      mended: mended.length,
    };
  });
}

/** What was edited in the meeting that this one replaced. */
function carriedEdits(store: Store, meetingId: string): NonNullable<IngestResult['edits']> {
  const edits = listEdits(store, meetingId).filter(({ source }) => source === 'carried');
  const unfit = edits.filter(({ status }) => status === 'unfit');
  return { carried: edits.length - unfit.length, unfit: unfit.map(describeRecord) };
}

/** With `--out`: writes the artifacts into the folder named after the recording. @returns the files to look at. */
export async function copyOut(
  meetingId: string,
  fileName: string,
  { context, store, emit }: SavingRun,
  rendering?: Rendering,
): Promise<readonly string[] | null> {
  const { out, style, formats } = context.settings.values;
  if (out === null) return null;
  const asked = { outDir: out, fileName, style, formats, rendering };
  const report = await writeOut(store, meetingId, asked, context).catch((cause: unknown) => {
    if (!(cause instanceof ScribeError && cause.code === 'OUTPUT')) throw cause;
    const hint = `The meeting is stored. Ingest the recording again with an --out that can be written, or print it with \`scribe transcript ${meetingId}\`.`;
    throw new ScribeError('OUTPUT', cause.message, { hint, cause });
  });
  tellCopies([report], emit);
  await payDebt(store, meetingId, context);
  return report.current;
}

function tellCopies(reports: readonly CopyReport[], emit: Emit): void {
  for (const message of copyWarnings(reports)) emit({ kind: 'warning', message });
}
