import { basename } from 'node:path';
import { storedFiles } from '../artifacts/artifact-files.js';
import type { CommandContext } from '../context.js';
import { speakerName } from '../domain/meeting.js';
import { isoDate } from '../domain/recorded-at.js';
import { splitWords } from '../domain/shell-word.js';
import { toJson } from '../domain/visible-text.js';
import { ScribeError, toPlainError } from '../errors.js';
import type { Emit, IngestResult } from '../pipeline/events.js';
import { runCommand } from '../platform/run-command.js';
import type { Settings } from '../settings/definitions.js';
import { listArtifacts } from '../store/artifacts.js';
import { loadMeeting } from '../store/completed-meetings.js';
import { meetingPeople } from '../store/participants.js';
import { addProcessingEvent } from '../store/processing-events.js';
import type { Store } from '../store/store.js';
import { listTasks } from '../store/tasks.js';

/**
 * The program that the setting `onMeeting` names, and its arguments; null: none.
 * @throws ScribeError USAGE when it cannot be read.
 */
export function hookCommand({ onMeeting }: Pick<Settings, 'onMeeting'>): readonly string[] | null {
  if (onMeeting === null) return null;
  const words = typeof onMeeting === 'string' ? splitWords(onMeeting) : onMeeting;
  if (words === null || words.length === 0 || words[0] === '')
    throw new ScribeError(
      'USAGE',
      `Reading the settings: onMeeting is ${onMeeting}; it is no command line.`,
      {
        hint: 'Write the program and its arguments, in quotes where they have spaces, or as a list.',
      },
    );
  return words;
}

/** What a hook reads on standard input. */
function hookInput(store: Store, meetingId: string, result: IngestResult) {
  const meeting = loadMeeting(store, meetingId);
  const { recording } = meeting;
  const artifacts = listArtifacts(store, meetingId);
  const paths = storedFiles(store, artifacts);
  return {
    event: 'meeting-completed',
    id: meetingId,
    title: meeting.title,
    recordedAt: isoDate(recording.recordedAt, recording.dating),
    duration: recording.duration,
    language: meeting.language,
    recording: { path: recording.path, fileName: recording.fileName, sha256: recording.fingerprint.sha256 },
    speakers: meeting.clusters.map(({ id }) => ({
      clusterId: id,
      name: speakerName(meeting, id),
      named: meeting.speakers.some((speaker) => speaker.clusterId === id && speaker.displayName !== null),
    })),
    participants: meetingPeople(store, meetingId).map(({ name, email, role, status }) => ({
      name,
      email,
      role,
      status,
    })),
    tasks: listTasks(store, { meetingId }).map(({ id, title, status, ownerName, dueDate }) => ({
      id,
      title,
      status,
      owner: ownerName,
      dueDate,
    })),
    artifacts: Object.fromEntries(paths.map((path, i) => [artifacts[i].type, path])),
    copies: (result.artifacts ?? []).filter((path) => !paths.includes(path)),
    replaced: (result.replaced ?? []).map((replaced) => replaced.meetingId),
  };
}

/**
 * Runs the program of the setting `onMeeting` for a recording whose meeting is stored and whose files are written. What goes wrong
 * in it is told and noted in the log of processing, and changes nothing about the meeting. It is not tried again.
 */
export async function runHook(
  result: IngestResult,
  shared: { readonly context: CommandContext; readonly store: Store; readonly emit: Emit },
): Promise<void> {
  const { context, emit } = shared;
  const command = hookCommand(context.settings.values);
  const { meetingId, outcome } = result;
  if (command === null || outcome !== 'completed' || meetingId === null || context.signal.aborted) return;
  try {
    await run(command, { ...result, meetingId }, shared);
  } catch (thrown) {
    // The store could not be read, or nothing could be noted in it.
    emit({ kind: 'warning', message: `${basename(command[0])}: ${toPlainError(thrown).message}` });
  }
}

async function run(
  command: readonly string[],
  result: IngestResult & { readonly meetingId: string },
  { context, store, emit }: { readonly context: CommandContext; readonly store: Store; readonly emit: Emit },
): Promise<void> {
  const { meetingId } = result;
  const name = basename(command[0]);
  const startedAt = context.clock();
  const note = (
    status: 'STARTED' | 'COMPLETED' | 'FAILED',
    more: { durationMs?: number; errorMessage?: string } = {},
  ) =>
    addProcessingEvent(store, {
      id: context.newId(),
      meetingId,
      stage: 'hook',
      status,
      provider: name,
      createdAt: context.now(),
      ...more,
    });
  note('STARTED');
  const input = hookInput(store, meetingId, result);
  const env = {
    ...context.environment,
    SCRIBE_MEETING_ID: meetingId,
    SCRIBE_MEETING_TITLE: input.title,
    SCRIBE_MEETING_RECORDING: input.recording.path,
  };
  const timeout = 1000 * context.settings.values.hookTimeout;
  const { problem, output } = await runCommand(command, `${toJson(input)}\n`, {
    env,
    timeout,
    signal: context.signal,
  });
  const durationMs = Math.round(context.clock() - startedAt);
  const told = { meetingId, command: name, durationMs, output };
  if (problem === null) {
    note('COMPLETED', { durationMs });
    return emit({ kind: 'hook-finished', ...told });
  }
  note('FAILED', { durationMs, errorMessage: problem });
  emit({ kind: 'hook-failed', ...told, reason: problem });
}
