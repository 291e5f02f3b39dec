import { toJson, visible } from '../domain/visible-text.js';
import type { Emit, PipelineEvent } from '../pipeline/events.js';
import {
  describeBatch,
  describeDuration,
  describeError,
  describeResult,
  describeTimeLeft,
  stageTitles,
} from './describe.js';
import { writeLine, writeLines } from './output.js';
import { advance, estimate, type Progress } from './progress.js';

export interface Reporter {
  readonly emit: Emit;
  close(): Promise<void>;
}

export interface Streams {
  /** Results. */
  readonly out: { write(text: string): unknown };
  /** News. */
  readonly err: { write(text: string): unknown };
}

/** Every event as one JSON line on standard output. Stacks are for us, not for programs. */
export function createJsonReporter({ out }: Streams): Reporter {
  return {
    emit: (event) =>
      void out.write(`${toJson(event, undefined, (key, value) => (key === 'stack' ? undefined : value))}\n`),
    close: async () => {},
  };
}

/** Between two lines of progress at least this many milliseconds pass: a log wants few of them. */
const progressInterval = 15_000;

/**
 * Plain lines for logs and pipes: news on standard error, results on standard output.
 * @param now milliseconds
 */
export function createLineReporter(
  streams: Streams,
  options: { quiet: boolean; now: () => number },
): Reporter {
  let progress: Progress | null = null;
  let lastProgress = options.now();
  const news = (line: string) => {
    if (!options.quiet) writeLine(streams.err, line);
  };
  const format: { [K in PipelineEvent['kind']]: (event: Extract<PipelineEvent, { kind: K }>) => void } = {
    'passed-over': () => {},
    'recording-started': ({ path, index, total }) =>
      news(total > 1 ? `[${index + 1}/${total}] ${path}` : path),
    'stage-started': () => {},
    'stage-progress': ({ stage, share }) => {
      const now = options.now();
      if (now - lastProgress < progressInterval || !progress) return;
      lastProgress = now;
      const { secondsLeft } = estimate(progress, now);
      const left = secondsLeft === null ? '' : `, ${describeTimeLeft(secondsLeft)}`;
      news(`  ${stageTitles[stage]} ${Math.floor(share * 100)}%${left}`);
    },
    'stage-completed': ({ stage, durationMs }) =>
      news(`  ${stageTitles[stage]}: ${describeDuration(durationMs)}`),
    'stage-skipped': ({ stage, reason }) => news(`  ${stageTitles[stage]}: ${reason}`),
    'stage-failed': ({ stage }) => news(`  ${stageTitles[stage]}: failed`),
    warning: ({ message }) => news(`  warning: ${message}`),
    note: ({ message }) => news(`  note: ${message}`),
    'recording-finished': ({ result }) => {
      if (result.error) streams.err.write(`${visible(result.path)}: ${describeError(result.error)}\n`);
      else writeLines(streams.out, describeResult(result));
    },
    'batch-finished': (counts) => {
      for (const line of describeBatch(counts)) news(line);
    },
  };
  return {
    emit(event) {
      progress = advance(progress, event, options.now());
      (format[event.kind] as (event: PipelineEvent) => void)(event);
    },
    close: async () => {},
  };
}
