import { resolve } from 'node:path';
import { probeOutput } from '../../artifacts/output-folder.js';
import type { CommandContext } from '../../context.js';
import { parseIsoDate } from '../../domain/date-in-name.js';
import type { FormatName } from '../../domain/format-names.js';
import { newestMeeting, shortId } from '../../domain/meeting.js';
import { type RecordedAt, resolveDate } from '../../domain/recorded-at.js';
import { exitStatus, ScribeError } from '../../errors.js';
import { checkDestinations } from '../../export/automatic/send-changes.js';
import { installedModels } from '../../ingest/choose-models.js';
import { expandInputs } from '../../ingest/expand-inputs.js';
import { type BatchInputs, ingestBatch } from '../../ingest/ingest-batch.js';
import type { IngestOptions } from '../../ingest/ingest-recording.js';
import { hookCommand } from '../../ingest/meeting-hook.js';
import { calendarOf } from '../../ingest/planned-fields.js';
import { type IngestResult, type PipelineEvent, stageNames } from '../../pipeline/events.js';
import { restoreNames } from '../../platform/file-names.js';
import { createJsonReporter, createLineReporter, type Reporter } from '../../report/lines.js';
import { canDraw, writeLines } from '../../report/output.js';
import { createTimings } from '../../report/timings.js';
import { loadMeeting } from '../../store/completed-meetings.js';
import { requireProfile } from '../../store/profiles.js';
import type { Store } from '../../store/store.js';
import { writeTrace } from '../doctor/trace.js';
import { offerModels } from '../models/offer-pull.js';
import { type FieldFlags, readFieldFlags } from '../read-field-flags.js';
import { printArtifact, refuseTerminal } from '../transcript/print-artifact.js';
import { withStore } from '../with-store.js';
import { readTrackNames, readTracksOption } from './read-tracks.js';

export type IngestFlags = Omit<IngestOptions, 'fields' | 'known' | 'trackNames'> &
  FieldFlags & {
    readonly date?: string;
    readonly known?: string;
    readonly tracks?: readonly string[];
    readonly trackNames?: string;
    readonly print?: FormatName;
    readonly timings?: boolean;
    readonly trace?: string;
  };

/** `scribe ingest FILE...`: one bad file does not stop the others. @returns the exit status. */
export async function ingest(
  context: CommandContext,
  inputs: readonly string[],
  { date, known, tracks, trackNames, print, timings, trace, ...flags }: IngestFlags,
): Promise<number> {
  const recorded = date === undefined ? {} : { date: readDateOption(date, context.zone, context.now()) };
  const fields = { ...readFieldFlags(flags, context), ...recorded };
  const names = trackNames === undefined ? undefined : readTrackNames(trackNames);
  const found = await findInputs(context, inputs, tracks, flags.stream ?? names);
  if (print !== undefined) refuseToPrint(context, found, print);
  const { out } = context.settings.values;
  if (out !== null) await probeOutput(out);
  await offerModels(context);
  const models = await installedModels(context);
  // What cannot be read is said before hours of work.
  await checkDestinations(context);
  hookCommand(context.settings.values);
  calendarOf(context);
  return withStore(context, async (store, changes) => {
    const only = known === undefined ? undefined : readKnownOption(store, known);
    const reporter = await chooseReporter(print === undefined ? context : { ...context, out: context.err });
    try {
      // A server that is away is not tried again for every recording, but once more in the end.
      const afterRecording = (isLast: boolean) =>
        changes.send(reporter.emit, { unchanged: true, again: isLast });
      const timed = createTimings(context.clock);
      const emit = (event: PipelineEvent) => {
        timed.note(event);
        reporter.emit(event);
      };
      const shared = { context, store, models, emit, afterRecording };
      const results = await ingestBatch(found, { ...flags, fields, trackNames: names, known: only }, shared);
      if (print !== undefined) await printResult(context, store, results, print);
      if (trace !== undefined)
        writeTrace(
          trace,
          timed.trace(),
          'The recordings are stored all the same. Name a file in a folder that can be written.',
        );
      if (timings) writeLines(context.err, ['', ...timed.table()]);
      return statusOf(results, found.recordings.length, context.signal.aborted);
    } finally {
      await reporter.close();
    }
  });
}

/** @throws ScribeError USAGE when `--print` cannot put one whole file, and nothing else, on standard output. */
function refuseToPrint({ json, out }: CommandContext, { recordings }: BatchInputs, format: FormatName): void {
  refuseTerminal(out, format, newestMeeting);
  if (json)
    throw new ScribeError('USAGE', '--print and --json both write to standard output.', {
      hint: 'For the transcript as JSON, use --print json without --json.',
    });
  if (recordings.length !== 1)
    throw new ScribeError(
      'USAGE',
      `--print writes one transcript; there are ${recordings.length} recordings.`,
      {
        hint: 'Write several with --out DIR --formats LIST, or name one recording.',
      },
    );
}

/**
 * Prints what was made, or known before. A recording that failed has been reported already.
 * @throws ScribeError USAGE when the meeting is of another recording, or is not finished.
 */
async function printResult(
  context: CommandContext,
  store: Store,
  results: readonly IngestResult[],
  format: FormatName,
): Promise<void> {
  const [result] = results;
  if (!result || result.error) return;
  const { outcome, meetingId, path, reason } = result;
  if (meetingId !== null && (outcome === 'completed' || outcome === 'already-known'))
    return printArtifact(context, loadMeeting(store, meetingId), format);
  throw new ScribeError('USAGE', `Printing the transcript of ${path}: there is none. ${reason}.`, {
    hint:
      meetingId === null
        ? 'Run the same command again when that is finished.'
        : `Print the other one with \`scribe transcript ${shortId(meetingId)}\`, or process this one with --as-copy.`,
  });
}

/** The recordings that are named, or the tracks of one. @throws ScribeError USAGE when there are both. */
async function findInputs(
  context: CommandContext,
  inputs: readonly string[],
  tracks: readonly string[] | undefined,
  ofOneFile: unknown,
): Promise<BatchInputs> {
  if (tracks === undefined)
    return expandInputs(restoreNames(inputs, context.commandLine()), process.cwd(), ownFolders(context));
  if (inputs.length > 0 || ofOneFile !== undefined)
    throw new ScribeError(
      'USAGE',
      `--tracks is all of one meeting; ${inputs.length > 0 ? 'other recordings' : '--stream and --track-names'} cannot go with it.`,
      { hint: 'Run scribe ingest once for the tracks, and again for the rest.' },
    );
  return { recordings: [readTracksOption(tracks)], passedOver: [] };
}

/**
 * The ids of the profiles that `--known` names.
 * @throws ScribeError USAGE when it names nobody, or somebody who is not enrolled.
 */
export function readKnownOption(store: Store, text: string): readonly string[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  if (names.length === 0)
    throw new ScribeError('USAGE', `--known is "${text}"; it must name people who are enrolled.`, {
      hint: 'Separate the names by commas: --known Maya,Tom.',
    });
  return [...new Set(names.map((name) => requireProfile(store, name).id))];
}

/**
 * What `--date` says: a day or a moment, in its own time zone or else in this machine's.
 *
 * @param zone IANA name.
 * @param now UTC ISO-8601.
 * @param flag what the option is called, for errors.
 * @throws ScribeError USAGE when there is no such day, or it lies in the future.
 */
export function readDateOption(text: string, zone: string, now: string, flag = '--date'): RecordedAt {
  const date = parseIsoDate(text);
  const recorded = date && resolveDate(date, 'option', zone);
  const refuse = (problem: string) =>
    new ScribeError('USAGE', `${flag} is "${text}"; ${problem}.`, {
      hint: 'Write the year first: 2024-05-06, 2024-05-06T14:30, or with a zone 2024-05-06T14:30+02:00.',
    });
  if (!recorded) throw refuse('it must be a day or a moment in ISO 8601');
  if (recorded.at > now) throw refuse('that is in the future');
  return recorded;
}

/** Folders that scribe writes to: nothing in them is taken for a recording. */
export function ownFolders({ folders, settings }: CommandContext): string[] {
  const { out } = settings.values;
  return [folders.home, folders.cache, folders.models, ...(out === null ? [] : [resolve(out)])];
}

/** A single recording fails with its own status; a batch says that some of it failed, or came out otherwise. */
function statusOf(results: readonly IngestResult[], total: number, aborted: boolean): number {
  if (aborted) return exitStatus.INTERRUPTED;
  const failed = results.filter((result) => result.error);
  if (failed.length === 0)
    return results.every(({ reproduction }) => reproduction?.equal ?? true) ? 0 : exitStatus.DIFFERENT;
  return total === 1 ? exitStatus[failed[0].error!.code] : exitStatus.BATCH;
}

async function chooseReporter(context: CommandContext): Promise<Reporter> {
  if (context.json) return createJsonReporter(context);
  if (
    !context.quiet &&
    context.liveView &&
    canDraw(context.screen, context.environment, stageNames.length + 1)
  ) {
    const { createTerminalReporter } = await import('../../report/terminal.js');
    return createTerminalReporter(context, { now: context.clock });
  }
  return createLineReporter(context, { quiet: context.quiet, now: context.clock });
}
