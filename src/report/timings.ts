import { formatBytes } from '../domain/bytes.js';
import type { QueueEvent } from '../queue/events.js';
import type { WatchEvent } from '../watch/events.js';
import type { ReportedEvent } from './lines.js';
import { layOutTable, writeLines } from './output.js';
import { type StageTime, traceOf } from './trace.js';

/** What timings are gathered from: whatever the program tells. Of a result only its length counts. */
export type TimedEvent =
  | Exclude<ReportedEvent | WatchEvent | QueueEvent, { kind: 'recording-finished' }>
  | { readonly kind: 'recording-finished'; readonly result: { readonly duration?: number } };

/** When the stages of a run began and ended, gathered from its events. */
export interface Timings {
  /** @returns the recording that is over with this event, counted from 0; null: none. */
  note(event: TimedEvent): number | null;
  /** A table for people: each recording with its stages. No names of recordings are in it. */
  table(): string[];
  /** The table of one recording, from its own beginning. The recording is forgotten: a watcher runs for months. */
  take(recording: number): string[];
  /** The same in the trace event format of Chrome, JSON object format, which Perfetto opens as well. */
  trace(): string;
  /** How much there is. */
  count(): { readonly recordings: number; readonly stages: number };
}

/** @param clock monotonic, in milliseconds */
export function createTimings(clock: () => number): Timings {
  const begun = clock();
  let times: StageTime[] = [];
  const durations = new Map<number, number>();
  /** Stages of the recording at hand, and since when. */
  const running = new Map<string, number>();
  /** Jobs of a worker that are not over. */
  const jobs = new Map<string, { readonly recording: number; readonly lane: number }>();
  let recordings = 0;
  let last = 0;
  const current = () => ({ recording: Math.max(0, recordings - 1), lane: 0 });
  const beginJob = (job: string) => {
    const taken = new Set([...jobs.values()].map(({ lane }) => lane));
    let lane = 0;
    while (taken.has(lane)) lane++;
    const place = { recording: recordings++, lane };
    jobs.set(job, place);
    return place;
  };
  const endJob = (job: string) => {
    const recording = jobs.get(job)?.recording ?? null;
    jobs.delete(job);
    return recording;
  };
  const end = (
    stage: string,
    ended: StageTime['ended'],
    now: number,
    {
      cpuMs = null,
      peakBytes = null,
    }: { readonly cpuMs?: number | null; readonly peakBytes?: number | null } = {},
  ) => {
    const start = running.get(stage) ?? now;
    running.delete(stage);
    times.push({ ...current(), stage, ended, start, end: now, cpuMs, peakBytes });
  };
  /** The run that told of these stages was killed. */
  const giveUp = () => {
    for (const stage of [...running.keys()]) end(stage, 'unfinished', last);
  };
  const note = (event: TimedEvent, now: number): number | null => {
    switch (event.kind) {
      case 'recording-started':
        giveUp();
        recordings++;
        return null;
      case 'stage-started':
        running.set(event.stage, now);
        return null;
      case 'stage-completed':
        end(event.stage, 'completed', now, event);
        return null;
      case 'stage-skipped':
        end(event.stage, 'skipped', now);
        return null;
      case 'stage-failed':
        end(event.stage, 'failed', now);
        return null;
      case 'recording-finished': {
        const { recording } = current();
        if (event.result.duration !== undefined) durations.set(recording, event.result.duration);
        return recording;
      }
      case 'job-started':
        beginJob(event.job);
        return null;
      case 'job-stage': {
        const { stage, outcome: ended, durationMs, cpuMs = null, peakBytes = null } = event;
        const place = jobs.get(event.job) ?? beginJob(event.job);
        const start = Math.max(0, now - durationMs);
        times.push({ ...place, stage, ended, start, end: now, cpuMs, peakBytes });
        return null;
      }
      case 'job-completed': {
        const recording = endJob(event.job);
        if (recording !== null && event.duration !== null) durations.set(recording, event.duration);
        return recording;
      }
      case 'job-failed':
      case 'job-returned':
        return endJob(event.job);
      default:
        return null;
    }
  };
  return {
    note(event) {
      const now = clock() - begun;
      const over = note(event, now);
      last = now;
      return over;
    },
    table: () => tableOf(times, durations),
    take(recording) {
      const own = times.filter((time) => time.recording === recording);
      times = times.filter((time) => time.recording !== recording);
      const lines =
        own.length === 0 ? [] : tableOf(own, durations, Math.min(...own.map(({ start }) => start)));
      durations.delete(recording);
      return lines;
    },
    trace() {
      giveUp();
      return traceOf(times);
    },
    count: () => ({ recordings, stages: times.length }),
  };
}

/** Passes events on, and writes the table of each recording on standard error when it is over. */
export function tellingTimings<Event extends TimedEvent>(
  emit: (event: Event) => void,
  { clock, err }: { readonly clock: () => number; readonly err: { write(text: string): unknown } },
): (event: Event) => void {
  const timings = createTimings(clock);
  return (event) => {
    const over = timings.note(event);
    emit(event);
    if (over !== null) writeLines(err, timings.take(over));
  };
}

const seconds = (ms: number): string => (ms / 1000).toFixed(2);

/** @param origin milliseconds since the run began, from which starts and ends are counted */
function tableOf(times: readonly StageTime[], durations: ReadonlyMap<number, number>, origin = 0): string[] {
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
      seconds(start - origin),
      seconds(last - origin),
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
