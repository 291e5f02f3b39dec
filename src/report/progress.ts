import { type PipelineEvent, type StageName, stageNames } from '../pipeline/events.js';

export interface StageProgress {
  readonly status: 'waiting' | 'running' | 'done' | 'skipped' | 'failed';
  /** 0 to 1. */
  readonly share: number;
  readonly durationMs: number;
}

/** Progress of the current recording. */
export interface Progress {
  readonly path: string;
  readonly index: number;
  readonly total: number;
  /** Of the recording, and of those that come after it. */
  readonly bytes: number;
  readonly bytesAfter: number;
  /** Milliseconds, on the clock that the caller passes in. */
  readonly startedAt: number;
  readonly stages: Readonly<Record<StageName, StageProgress>>;
}

/** Share of the time that each stage takes, measured on ten minutes of meetings with the shipped models. */
const weights: Record<StageName, number> = {
  read: 0,
  decode: 0.08,
  'detect-speech': 0.08,
  recognize: 0.6,
  diarize: 0.22,
  // Hardly any run has it, and it has to do with the languages how long it takes.
  translate: 0,
  match: 0.01,
  save: 0.01,
};

const waiting: StageProgress = { status: 'waiting', share: 0, durationMs: 0 };

/** The next state of the display. Shares never go back. Pure: `now` in milliseconds is an argument. */
export function advance(progress: Progress | null, event: PipelineEvent, now: number): Progress | null {
  if (event.kind === 'recording-started')
    return {
      path: event.path,
      index: event.index,
      total: event.total,
      bytes: event.bytes ?? 0,
      bytesAfter: event.bytesAfter ?? 0,
      startedAt: now,
      stages: Object.fromEntries(stageNames.map((name) => [name, waiting])) as Progress['stages'],
    };
  if (event.kind === 'recording-finished' || event.kind === 'batch-finished') return null;
  if (progress === null || !('stage' in event)) return progress;
  const before = progress.stages[event.stage];
  return { ...progress, stages: { ...progress.stages, [event.stage]: advanceStage(before, event) } };
}

type StageEvent = Extract<PipelineEvent, { stage: StageName }>;

function advanceStage(before: StageProgress, event: StageEvent): StageProgress {
  switch (event.kind) {
    case 'stage-started':
      return { ...before, status: 'running' };
    case 'stage-progress':
      return { ...before, status: 'running', share: Math.max(before.share, Math.min(1, event.share)) };
    case 'stage-completed':
      return { status: 'done', share: 1, durationMs: event.durationMs };
    case 'stage-skipped':
      return { status: 'skipped', share: 1, durationMs: 0 };
    case 'stage-failed':
      return { ...before, status: 'failed', durationMs: event.durationMs };
  }
}

export interface Estimate {
  /** Of the whole recording, 0 to 1. */
  readonly share: number;
  /** Null until enough is done to estimate it. */
  readonly secondsLeft: number | null;
}

/** Overall share and time left; stages that were skipped do not count as time spent. */
export function estimate(progress: Progress, now: number): Estimate {
  let done = 0;
  let total = 0;
  for (const name of stageNames) {
    const stage = progress.stages[name];
    if (stage.status === 'skipped') continue;
    total += weights[name];
    done += weights[name] * stage.share;
  }
  const share = total > 0 ? done / total : 1;
  const elapsed = (now - progress.startedAt) / 1000;
  return { share, secondsLeft: share > 0.03 && elapsed > 0.5 ? (elapsed * (1 - share)) / share : null };
}
