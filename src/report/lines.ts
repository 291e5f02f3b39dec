import { toJson, visible } from '../domain/visible-text.js';
import type { SendEvent } from '../export/automatic/events.js';
import type { IngestResult, PipelineEvent } from '../pipeline/events.js';
import { batchSecondsLeft, keepPace, noPace } from './batch-time.js';
import {
  describeBatch,
  describeDuration,
  describeError,
  describeHook,
  describeResult,
  describeTimes,
  stageTitles,
} from './describe.js';
import { writeLine, writeLines } from './output.js';
import { advance, estimate, type Progress } from './progress.js';
import { describeSending, isSending } from './send-lines.js';

/** What an ingest reports: its work, and what becomes of it elsewhere. */
export type ReportedEvent = PipelineEvent | SendEvent;

export interface Reporter<Event = ReportedEvent> {
  readonly emit: (event: Event) => void;
  close(): Promise<void>;
}

export interface Streams {
  /** Results. */
  readonly out: { write(text: string): unknown };
  /** Progress, warnings and errors. */
  readonly err: { write(text: string): unknown };
}

export interface TimedStreams extends Streams {
  /** The time as UTC ISO-8601. */
  readonly now: () => string;
}

/** Every event as one JSON line on standard output, with its moment, without stacks of errors and without what was said. */
export function createJsonReporter<Event extends object = ReportedEvent>({
  out,
  now,
}: TimedStreams): Reporter<Event> {
  return {
    emit: (event) => void out.write(`${toJson({ ...event, time: now() }, undefined, withoutWords)}\n`),
    close: async () => {},
  };
}

/** Lines of events end up in logs: what is said in a meeting, and who says to be whom there, is asked for with its id. */
function withoutWords(key: string, value: unknown): unknown {
  if (key === 'stack') return undefined;
  if (key === 'nameHints')
    return (value as NonNullable<IngestResult['nameHints']>).map(({ clusterId, start }) => ({
      clusterId,
      start,
    }));
  if (key === 'edits') {
    const { carried, unfit } = value as NonNullable<IngestResult['edits']>;
    return { carried, unfit: unfit.length };
  }
  return value;
}

/** Least milliseconds between two lines of progress: logs stay short. */
const progressInterval = 15_000;

/**
 * Plain lines for logs and pipes: progress goes to standard error, results to standard output.
 * @param options.now milliseconds
 * @param options.describe what is told of a recording that is done.
 */
export function createLineReporter(
  streams: Streams,
  options: {
    readonly quiet: boolean;
    readonly now: () => number;
    readonly describe?: (result: IngestResult) => string[];
  },
): Reporter {
  const { describe = describeResult } = options;
  let progress: Progress | null = null;
  let pace = noPace;
  let lastProgress = options.now();
  const say = (line: string) => {
    if (!options.quiet) writeLine(streams.err, line);
  };
  const format: { [K in PipelineEvent['kind']]: (event: Extract<PipelineEvent, { kind: K }>) => void } = {
    'passed-over': () => {},
    'recording-started': ({ path, index, total }) =>
      say(total > 1 ? `[${index + 1}/${total}] ${path}` : path),
    'stage-started': () => {},
    'stage-progress': ({ stage, share }) => {
      const now = options.now();
      if (now - lastProgress < progressInterval || !progress) return;
      lastProgress = now;
      const times = describeTimes(estimate(progress, now).secondsLeft, batchSecondsLeft(progress, pace, now));
      say(`  ${stageTitles[stage]} ${Math.floor(share * 100)}%${times === '' ? '' : `, ${times}`}`);
    },
    'stage-completed': ({ stage, durationMs }) =>
      say(`  ${stageTitles[stage]}: ${describeDuration(durationMs)}`),
    'stage-skipped': ({ stage, reason }) => say(`  ${stageTitles[stage]}: ${reason}`),
    'stage-failed': ({ stage }) => say(`  ${stageTitles[stage]}: failed`),
    warning: ({ message }) => say(`  warning: ${message}`),
    note: ({ message }) => say(`  note: ${message}`),
    'recording-finished': ({ result }) => {
      if (result.error) streams.err.write(`${visible(result.path)}: ${describeError(result.error)}\n`);
      else writeLines(streams.out, describe(result));
    },
    'hook-finished': (event) => {
      for (const line of describeHook(event)) say(`  ${line}`);
    },
    'hook-failed': (event) =>
      writeLines(
        streams.err,
        describeHook(event).map((line) => `  ${line}`),
      ),
    'batch-finished': (counts) => {
      for (const line of describeBatch(counts)) say(line);
    },
  };
  return {
    emit(event) {
      if (isSending(event)) {
        if (event.kind === 'export-failed' || !options.quiet)
          writeLine(streams.err, `  ${describeSending(event)}`);
        return;
      }
      pace = keepPace(pace, progress, event, options.now());
      progress = advance(progress, event, options.now());
      (format[event.kind] as (event: PipelineEvent) => void)(event);
    },
    close: async () => {},
  };
}
