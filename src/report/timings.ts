import { formatBytes } from '../domain/bytes.js';
import { toJson } from '../domain/visible-text.js';
import type { PipelineEvent } from '../pipeline/events.js';
import { layOutTable } from './output.js';

/** One stage of one recording. */
interface StageTime {
  /** Position of the recording among those of the run, from 0. */
  readonly recording: number;
  readonly stage: string;
  readonly ended: 'completed' | 'skipped' | 'failed';
  /** Milliseconds since the run began. */
  readonly start: number;
  readonly end: number;
  /** Of all threads of its process, in milliseconds; null: not measured. */
  readonly cpuMs: number | null;
  /** The most memory that its process had taken by then, in bytes; null: not measured. */
  readonly peakBytes: number | null;
}

/** When the stages of a run began and ended, gathered from its events. */
export interface Timings {
  note(event: PipelineEvent): void;
  /** A table for people: each recording with its stages. No names of recordings are in it. */
  table(): string[];
  /** The same in the trace event format of Chrome, JSON object format, which Perfetto opens as well. */
  trace(): string;
}

/** @param clock monotonic, in milliseconds */
export function createTimings(clock: () => number): Timings {
  const begun = clock();
  const times: StageTime[] = [];
  const durations = new Map<number, number>();
  const running = new Map<string, number>();
  let recording = 0;
  const end = (stage: string, ended: StageTime['ended'], cpuMs?: number, peakBytes?: number) => {
    const now = clock() - begun;
    const start = running.get(stage) ?? now;
    running.delete(stage);
    times.push({
      recording,
      stage,
      ended,
      start,
      end: now,
      cpuMs: cpuMs ?? null,
      peakBytes: peakBytes ?? null,
    });
  };
  return {
    note(event) {
      switch (event.kind) {
        case 'recording-started':
          recording = event.index;
          return;
        case 'stage-started':
          running.set(event.stage, clock() - begun);
          return;
        case 'stage-completed':
          return end(event.stage, 'completed', event.cpuMs, event.peakBytes);
        case 'stage-skipped':
          return end(event.stage, 'skipped');
        case 'stage-failed':
          return end(event.stage, 'failed');
        case 'recording-finished':
          if (event.result.duration !== undefined) durations.set(recording, event.result.duration);
      }
    },
    table: () => tableOf(times, durations),
    trace: () => traceOf(times),
  };
}

const seconds = (ms: number): string => (ms / 1000).toFixed(2);

function tableOf(times: readonly StageTime[], durations: ReadonlyMap<number, number>): string[] {
  const recordings = [...new Set(times.map(({ recording }) => recording))];
  const row = (recording: number, name: string, of: readonly StageTime[]) => {
    const start = Math.min(...of.map((time) => time.start));
    const last = Math.max(...of.map((time) => time.end));
    const cpu = of.flatMap(({ cpuMs }) => cpuMs ?? []);
    const peaks = of.flatMap(({ peakBytes }) => peakBytes ?? []);
    const duration = durations.get(recording);
    return [
      String(recording + 1),
      name,
      seconds(start),
      seconds(last),
      seconds(last - start),
      duration ? ((last - start) / 1000 / duration).toFixed(4) : '-',
      // What stages that run side by side take of the processors is counted in each of them: there is no sum.
      of.length === 1 && cpu.length > 0 ? seconds(cpu[0]) : '-',
      peaks.length > 0 ? formatBytes(Math.max(...peaks)) : '-',
    ];
  };
  const rows = recordings.flatMap((recording) => {
    const own = times.filter((time) => time.recording === recording).sort((a, b) => a.start - b.start);
    return [
      ...own.map((time) =>
        row(recording, time.ended === 'completed' ? time.stage : `${time.stage} (${time.ended})`, [time]),
      ),
      row(recording, 'all', own),
    ];
  });
  return layOutTable(['NO', 'STAGE', 'START s', 'END s', 'TIME s', 'RTF', 'CPU s', 'PEAK'], rows);
}

/** Microseconds, as the format has them. */
const micros = (ms: number): number => Math.round(ms * 1000);

function traceOf(times: readonly StageTime[]): string {
  const stages = [...new Set(times.map(({ stage }) => stage))];
  const pid = 1;
  const named = [
    { name: 'process_name', ph: 'M', pid, tid: 0, ts: 0, args: { name: 'scribe' } },
    ...stages.map((stage, i) => ({
      name: 'thread_name',
      ph: 'M',
      pid,
      tid: i + 1,
      ts: 0,
      args: { name: stage },
    })),
  ];
  const spans = times.flatMap(({ recording, stage, ended, start, end, cpuMs, peakBytes }) => [
    {
      name: stage,
      cat: 'stage',
      ph: 'X',
      pid,
      tid: stages.indexOf(stage) + 1,
      ts: micros(start),
      dur: micros(end) - micros(start),
      args: { recording: recording + 1, ended, ...(cpuMs !== null && { cpuMs }) },
    },
    ...(peakBytes === null
      ? []
      : [{ name: 'peak memory', ph: 'C', pid, tid: 0, ts: micros(end), args: { bytes: peakBytes } }]),
  ]);
  const traceEvents = [...named, ...spans.sort((a, b) => a.ts - b.ts)];
  return `${toJson({ displayTimeUnit: 'ms', traceEvents }, 1)}\n`;
}
