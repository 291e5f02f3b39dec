import { dateSources } from './recorded-at.js';

/*
 * Every word that a column of the store chooses from, and for states every move between them. Both stores check the same by
 * CHECKs and triggers; tests hold all three against each other, pair by pair. A copy of rows from elsewhere, and taking an
 * operation back, pass the moves by.
 */

/** What a row may go through. */
interface StateMachine<State extends string = string> {
  /** In which states a row may come into being. */
  readonly begins: readonly State[];
  /** Where each state may lead; nowhere: it is final. A row may always stay as it is. */
  readonly moves: Readonly<Record<State, readonly State[]>>;
}

const machine = <State extends string>(states: StateMachine<State>): StateMachine<State> => states;

/** By table and column. */
export const stateMachines = {
  'meetings.status': machine({
    begins: ['pending'],
    moves: { pending: ['processing'], processing: ['completed', 'failed'], completed: [], failed: [] },
  }),
  // A stage that has nothing to do is passed over, and a run that goes on after a kill begins with the first one again.
  'transcriptions.status': machine({
    begins: ['pending'],
    moves: {
      pending: ['transcribing', 'diarizing', 'extracting_features', 'completed', 'failed'],
      transcribing: ['diarizing', 'extracting_features', 'completed', 'failed'],
      diarizing: ['transcribing', 'extracting_features', 'completed', 'failed'],
      extracting_features: ['transcribing', 'diarizing', 'completed', 'failed'],
      completed: [],
      failed: [],
    },
  }),
  // A log: what has happened stays so.
  'transcription_status_history.status': machine({
    begins: ['pending', 'transcribing', 'diarizing', 'extracting_features', 'completed', 'failed'],
    moves: {
      pending: [],
      transcribing: [],
      diarizing: [],
      extracting_features: [],
      completed: [],
      failed: [],
    },
  }),
  'processing_events.status': machine({
    begins: ['STARTED', 'COMPLETED', 'FAILED', 'SKIPPED'],
    moves: { STARTED: [], COMPLETED: [], FAILED: [], SKIPPED: [] },
  }),
  // Words that are heard again while somebody speaks become final, and a person may correct them then.
  'transcript_segments.kind': machine({
    begins: ['interim', 'final', 'corrected'],
    moves: { interim: ['final', 'corrected'], final: ['corrected'], corrected: [] },
  }),
  // Something that was done or dropped may be taken up again, as if it were new or as work that goes on.
  'tasks.status': machine({
    begins: ['todo', 'in_progress', 'snoozed', 'completed', 'cancelled'],
    moves: {
      todo: ['in_progress', 'snoozed', 'completed', 'cancelled'],
      in_progress: ['todo', 'snoozed', 'completed', 'cancelled'],
      snoozed: ['todo', 'in_progress', 'completed', 'cancelled'],
      completed: ['todo', 'in_progress'],
      cancelled: ['todo', 'in_progress'],
    },
  }),
  // Whoever was there was there.
  'participants.status': machine({
    begins: ['invited', 'accepted', 'declined', 'attended'],
    moves: {
      invited: ['accepted', 'declined', 'attended'],
      accepted: ['declined', 'attended'],
      declined: ['accepted', 'attended'],
      attended: [],
    },
  }),
  // What failed, or was judged before something was corrected, may be judged again.
  'analytics.analysis_status': machine({
    begins: ['pending'],
    moves: {
      pending: ['processing'],
      processing: ['completed', 'error'],
      completed: ['processing'],
      error: ['processing'],
    },
  }),
  // Follows from the seconds of voice that count, which grow with a sample and shrink when one is revoked.
  'user_profiles.voice_model_status': machine({
    begins: ['untrained'],
    moves: {
      untrained: ['training', 'ready'],
      training: ['untrained', 'ready'],
      ready: ['untrained', 'training'],
    },
  }),
} as const;

/** Columns that choose from some words without an order between them. */
export const enumerations = {
  'files.recorded_source': dateSources,
  'files.recorded_precision': ['moment', 'day'],
  'meetings.source_type': ['recording', 'upload', 'text', 'anecdotal'],
  'meetings.direction': ['INCOMING', 'OUTGOING', 'UNKNOWN'],
  // automatic: from comparing vectors; named: a person gave a name; confirmed: a person said whose voice it is.
  'speakers.label_source': ['automatic', 'named', 'confirmed'],
  'edits.kind': ['text', 'speaker', 'split', 'merge'],
  // carried: made again in a new recognition of the recording.
  'edits.origin': ['person', 'replace', 'vocabulary', 'carried'],
  // unfit: the new recognition says something else there.
  'edits.status': ['applied', 'unfit'],
  'insights.kind': ['summary', 'key_point', 'chapter', 'topic'],
  'tasks.priority': ['low', 'medium', 'high', 'critical'],
  'participants.role': ['organizer', 'presenter', 'participant'],
  'markers.type': ['decision', 'todo', 'risk', 'question'],
  'notes.subject_type': ['PERSON', 'MEETING'],
  'ai_threads.context_type': ['PERSON', 'MEETING'],
  'chat_messages.role': ['user', 'assistant', 'system', 'tool'],
  'users.role': ['admin', 'organizer', 'member'],
} as const;

export type MachineColumn = keyof typeof stateMachines;

/** The states of a column, as a type. */
export type StateOf<Column extends MachineColumn> = keyof (typeof stateMachines)[Column]['moves'];

/** The words of a column, as a type. */
export type WordOf<Column extends keyof typeof enumerations> = (typeof enumerations)[Column][number];

/** The states of a column, in the order in which they are listed above. */
export const statesOf = <Column extends MachineColumn>(column: Column): readonly StateOf<Column>[] =>
  Object.keys(stateMachines[column].moves) as StateOf<Column>[];
