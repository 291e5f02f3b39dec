import { toJson } from '../domain/visible-text.js';

/** One stage of one recording. */
export interface StageTime {
  /** Which recording of the run, from 0. */
  readonly recording: number;
  /** Recordings that are worked on at once are in different lanes, from 0. */
  readonly lane: number;
  readonly stage: string;
  /** `unfinished`: nothing tells its end. */
  readonly ended: 'completed' | 'skipped' | 'failed' | 'unfinished';
  /** Milliseconds since the run began. */
  readonly start: number;
  readonly end: number;
  /** Of all threads of its process, in milliseconds; null: not measured. */
  readonly cpuMs: number | null;
  /** The most memory that its process had taken by then, in bytes; null: not measured. */
  readonly peakBytes: number | null;
}

/** Microseconds, as the format has them. */
const micros = (ms: number): number => Math.round(ms * 1000);

/** Stages in the trace event format of Chrome, JSON object format: a lane is a process, and each kind of stage a thread of it. */
export function traceOf(times: readonly StageTime[]): string {
  const stages = [...new Set(times.map(({ stage }) => stage))];
  const lanes = [...new Set(times.map(({ lane }) => lane))].sort((a, b) => a - b);
  const pidOf = (lane: number) => lane + 1;
  const meta = { ph: 'M', ts: 0 };
  const named = lanes.flatMap((lane) => [
    {
      ...meta,
      name: 'process_name',
      pid: pidOf(lane),
      tid: 0,
      args: { name: lane === 0 ? 'scribe' : `scribe (${lane + 1})` },
    },
    ...stages.map((name, i) => ({
      ...meta,
      name: 'thread_name',
      pid: pidOf(lane),
      tid: i + 1,
      args: { name },
    })),
  ]);
  const spans = times.flatMap(({ recording, lane, stage, ended, start, end, cpuMs, peakBytes }) => [
    {
      name: stage,
      cat: 'stage',
      ph: 'X',
      pid: pidOf(lane),
      tid: stages.indexOf(stage) + 1,
      ts: micros(start),
      dur: micros(end) - micros(start),
      args: { recording: recording + 1, ended, ...(cpuMs !== null && { cpuMs }) },
    },
    ...(peakBytes === null
      ? []
      : [
          {
            name: 'peak memory',
            ph: 'C',
            pid: pidOf(lane),
            tid: 0,
            ts: micros(end),
            args: { bytes: peakBytes },
          },
        ]),
  ]);
  const traceEvents = [...named, ...spans.sort((a, b) => a.ts - b.ts)];
  return `${toJson({ displayTimeUnit: 'ms', traceEvents }, 1)}\n`;
}
