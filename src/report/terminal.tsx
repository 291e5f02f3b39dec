import { basename } from 'node:path';
import { Box, render, Text } from 'ink';
import { useEffect, useState } from 'react';
import { visible } from '../domain/visible-text.js';
import { type StageName, stageNames } from '../pipeline/events.js';
import {
  describeBatch,
  describeDuration,
  describeError,
  describeResult,
  describeTimeLeft,
  stageTitles,
} from './describe.js';
import type { Reporter, Streams } from './lines.js';
import { neverCleared } from './live-view.js';
import { writeLine, writeLines } from './output.js';
import { advance, estimate, type Progress, type StageProgress } from './progress.js';

const barWidth = 24;

function Bar({ share }: { share: number }) {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * barWidth);
  return (
    <Text>
      <Text color="cyan">{'█'.repeat(filled)}</Text>
      <Text dimColor>{'░'.repeat(barWidth - filled)}</Text>
    </Text>
  );
}

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

/** Of the view below. */
const progressLines = 1 + stageNames.length;

/** The recording at hand: a bar with the time left, then its stages where there are rows for them. */
export function ProgressView({ progress, now, rows }: { progress: Progress; now: number; rows: number }) {
  const { share, secondsLeft } = estimate(progress, now);
  const place = progress.total > 1 ? `[${progress.index + 1}/${progress.total}] ` : '';
  return (
    <Box flexDirection="column">
      <Text wrap="truncate-end">
        {place}
        <Text bold>{visible(basename(progress.path))}</Text> <Bar share={share} />{' '}
        {String(Math.floor(share * 100)).padStart(3)} %{' '}
        <Text dimColor>{secondsLeft === null ? '' : describeTimeLeft(secondsLeft)}</Text>
      </Text>
      {rows > progressLines &&
        stageNames.map((name) => <StageLine key={name} name={name} stage={progress.stages[name]} />)}
    </Box>
  );
}

function Live({ read, now, rows }: { read: () => Progress | null; now: () => number; rows: () => number }) {
  const [, redraw] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => redraw((n) => n + 1), 100);
    return () => clearInterval(timer);
  }, []);
  const progress = read();
  return progress && <ProgressView progress={progress} now={now()} rows={rows()} />;
}

/** A live view on standard error; finished recordings go to standard output and stay above it. */
export function createTerminalReporter(
  streams: Streams & { screen: NodeJS.WriteStream },
  options: { now: () => number },
): Reporter {
  let progress: Progress | null = null;
  const open = () =>
    render(<Live read={() => progress} now={options.now} rows={() => streams.screen.rows} />, {
      stdout: neverCleared(streams.screen),
      exitOnCtrlC: false,
      patchConsole: false,
    });
  let view: ReturnType<typeof open> | null = null;
  const pause = () => {
    view?.clear();
    view?.unmount();
    view = null;
  };
  return {
    emit(event) {
      progress = advance(progress, event, options.now());
      switch (event.kind) {
        case 'recording-started':
          view ??= open();
          return;
        case 'warning':
        case 'note':
          pause();
          writeLine(streams.err, `${event.kind}: ${event.message}`);
          if (progress) view = open();
          return;
        case 'recording-finished':
          pause();
          if (event.result.error)
            streams.err.write(`${visible(event.result.path)}: ${describeError(event.result.error)}\n`);
          else writeLines(streams.out, describeResult(event.result));
          return;
        case 'batch-finished':
          for (const line of describeBatch(event)) streams.err.write(`${line}\n`);
      }
    },
    async close() {
      pause();
    },
  };
}
