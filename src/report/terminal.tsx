import { basename } from 'node:path';
import { Box, Text } from 'ink';
import { visible } from '../domain/visible-text.js';
import { type StageName, stageNames } from '../pipeline/events.js';
import { batchSecondsLeft, keepPace, noPace, type Pace } from './batch-time.js';
import {
  describeBatch,
  describeDuration,
  describeError,
  describeHook,
  describeResult,
  describeTimes,
  stageTitles,
} from './describe.js';
import type { Reporter, Streams } from './lines.js';
import { BarLine, createLiveView } from './live-view.js';
import { writeLine, writeLines } from './output.js';
import { advance, estimate, type Progress, type StageProgress } from './progress.js';
import { describeSending, isSending } from './send-lines.js';

const marks: Record<StageProgress['status'], { sign: string; color?: string }> = {
  waiting: { sign: '·' },
  running: { sign: '▸', color: 'cyan' },
  done: { sign: '✓', color: 'green' },
  skipped: { sign: '✓', color: 'green' },
  failed: { sign: '✗', color: 'red' },
};

function StageLine({ name, stage }: { name: StageName; stage: StageProgress }) {
  const mark = marks[stage.status];
  return (
    <Text dimColor={stage.status === 'waiting'} wrap="truncate-end">
      {'  '}
      <Text color={mark.color}>{mark.sign}</Text> {stageTitles[name].padEnd(22)}
      {stage.status === 'running' && `${String(Math.floor(stage.share * 100)).padStart(3)} %`}
      {stage.status === 'done' && <Text dimColor>{describeDuration(stage.durationMs)}</Text>}
      {stage.status === 'skipped' && <Text dimColor>done before</Text>}
    </Text>
  );
}

/** Stages that most runs do not have are shown when they begin. */
const isRare = (name: StageName): boolean => name === 'translate';

/** Height of the whole view, in rows. */
const progressLines = 1 + stageNames.length;

/** The current recording: a bar with the time left, then its stages if the terminal has enough rows. */
export function ProgressView(view: { progress: Progress; pace?: Pace; now: number; rows: number }) {
  const { progress, pace = noPace, now, rows } = view;
  const { share, secondsLeft } = estimate(progress, now);
  const place = progress.total > 1 ? `[${progress.index + 1}/${progress.total}] ` : '';
  const remark = describeTimes(secondsLeft, batchSecondsLeft(progress, pace, now));
  return (
    <Box flexDirection="column">
      <BarLine place={place} name={basename(progress.path)} share={share} remark={remark} />
      {rows > progressLines &&
        stageNames
          .filter((name) => !isRare(name) || progress.stages[name].status !== 'waiting')
          .map((name) => <StageLine key={name} name={name} stage={progress.stages[name]} />)}
    </Box>
  );
}

/** A live view on standard error; finished recordings go to standard output and stay above it. */
export function createTerminalReporter(
  streams: Streams & { screen: NodeJS.WriteStream },
  options: { now: () => number },
): Reporter {
  let progress: Progress | null = null;
  let pace = noPace;
  const view = createLiveView(
    streams.screen,
    (rows) => progress && <ProgressView progress={progress} pace={pace} now={options.now()} rows={rows} />,
  );
  return {
    emit(event) {
      if (isSending(event)) return writeLine(streams.err, `  ${describeSending(event)}`);
      pace = keepPace(pace, progress, event, options.now());
      progress = advance(progress, event, options.now());
      switch (event.kind) {
        case 'recording-started':
          view.open();
          return;
        case 'warning':
        case 'note':
          view.close();
          writeLine(streams.err, `${event.kind}: ${event.message}`);
          if (progress) view.open();
          return;
        case 'hook-finished':
        case 'hook-failed':
          writeLines(streams.err, describeHook(event));
          return;
        case 'recording-finished':
          view.close();
          if (event.result.error)
            streams.err.write(`${visible(event.result.path)}: ${describeError(event.result.error)}\n`);
          else writeLines(streams.out, describeResult(event.result));
          return;
        case 'batch-finished':
          for (const line of describeBatch(event)) streams.err.write(`${line}\n`);
      }
    },
    async close() {
      view.close();
    },
  };
}
