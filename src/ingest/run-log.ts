import type { CommandContext } from '../context.js';
import type { PlainError } from '../errors.js';
import { type PipelineEvent, stageNames } from '../pipeline/events.js';
import { failMeeting } from '../store/meetings.js';
import { addProcessingEvent, type ProcessingEvent } from '../store/processing-events.js';
import type { Store } from '../store/store.js';
import { setTranscriptionStatus, type TranscriptionStatus } from '../store/transcriptions.js';

/** The status of a transcription while a stage runs. If several do, the first of them says it. */
const statusDuring: Partial<Record<string, TranscriptionStatus>> = {
  'detect-speech': 'transcribing',
  recognize: 'transcribing',
  diarize: 'diarizing',
  match: 'extracting_features',
};

/** Writes the stages of one run into the store as they happen. */
export interface RunLog {
  note(event: PipelineEvent): void;
  /** From now on events belong to this meeting, and so do those from before it existed. */
  attach(meeting: { readonly meetingId: string; readonly transcriptionId: string }): void;
  /** Writes events that belong to no meeting, if it can: the run failed before there was one. */
  flush(): void;
}

type StageRow = Omit<ProcessingEvent, 'meetingId'>;

export function createRunLog(store: Store, context: Pick<CommandContext, 'now' | 'newId'>): RunLog {
  let attached: { readonly meetingId: string; readonly transcriptionId: string } | null = null;
  let waiting: StageRow[] = [];
  let status: TranscriptionStatus = 'pending';
  const running = new Set<string>();
  let recognized = false;
  const release = (meetingId: string | null) => {
    for (const row of waiting) addProcessingEvent(store, { ...row, meetingId });
    waiting = [];
  };
  return {
    note(event) {
      const row = toRow(event, context);
      if (!row) return;
      if (!attached) {
        waiting.push(row);
        return;
      }
      addProcessingEvent(store, { ...row, meetingId: attached.meetingId });
      if (row.status === 'STARTED') running.add(row.stage);
      else running.delete(row.stage);
      recognized ||= row.stage === 'recognize' && row.status !== 'STARTED';
      const first = stageNames.find((stage) => running.has(stage) && statusDuring[stage]);
      // Voices may be told apart before anything is recognized.
      const next = first && (first !== 'diarize' || recognized) ? statusDuring[first] : undefined;
      if (!next || next === status) return;
      status = next;
      const { transcriptionId } = attached;
      setTranscriptionStatus(store, {
        transcriptionId,
        status,
        historyId: context.newId(),
        now: context.now(),
      });
    },
    attach(meeting) {
      attached = meeting;
      release(meeting.meetingId);
    },
    flush() {
      try {
        release(null);
      } catch {
        // The run ends with its own error, whether or not its stages could be noted.
      }
    },
  };
}

function toRow(event: PipelineEvent, { now, newId }: Pick<CommandContext, 'now' | 'newId'>): StageRow | null {
  switch (event.kind) {
    case 'stage-started':
      return {
        id: newId(),
        stage: event.stage,
        status: 'STARTED',
        provider: event.provider,
        createdAt: now(),
      };
    case 'stage-completed':
      return {
        id: newId(),
        stage: event.stage,
        status: 'COMPLETED',
        durationMs: event.durationMs,
        createdAt: now(),
      };
    case 'stage-skipped':
      return { id: newId(), stage: event.stage, status: 'SKIPPED', createdAt: now() };
    case 'stage-failed':
      return {
        id: newId(),
        stage: event.stage,
        status: 'FAILED',
        durationMs: event.durationMs,
        errorCode: event.error.code,
        errorMessage: event.error.message,
        createdAt: now(),
      };
    default:
      return null;
  }
}

/** Notes in the store which meetings failed, and why. */
export interface FailureLog {
  /** Does not throw: if the store is what failed, `retry` tries again at the end of the batch. */
  note(meetingId: string, error: PlainError): void;
  /** What still cannot be noted stays "processing"; the next run of that recording replaces it. */
  retry(): void;
}

export function createFailureLog(
  store: Store,
  { newId, now }: Pick<CommandContext, 'newId' | 'now'>,
): FailureLog {
  let owed: (() => void)[] = [];
  const attempt = (work: () => void) => {
    try {
      work();
    } catch {
      owed.push(work);
    }
  };
  return {
    note: (meetingId, { code, message }) =>
      attempt(() => failMeeting(store, { meetingId, message, reason: code, newId, now: now() })),
    retry() {
      const again = owed;
      owed = [];
      again.forEach(attempt);
    },
  };
}
