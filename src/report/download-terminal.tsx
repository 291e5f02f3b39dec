import { Box, render, Text } from 'ink';
import { useEffect, useState } from 'react';
import { formatBytes } from '../domain/bytes.js';
import { visible } from '../domain/visible-text.js';
import { describePull, describeTransfer } from './describe-download.js';
import type { DownloadReporter } from './download-lines.js';
import { advanceDownload, type DownloadProgress } from './download-progress.js';
import type { Streams } from './lines.js';
import { neverCleared } from './live-view.js';
import { writeLines } from './output.js';

const barWidth = 24;

/** The model at hand: all files together with speed and time left, then each that is on its way, as rows allow. */
export function DownloadView({ progress, rows }: { progress: DownloadProgress; rows: number }) {
  const { overall } = progress;
  const share = overall?.total ? Math.min(1, overall.received / overall.total) : 0;
  const filled = Math.round(share * barWidth);
  return (
    <Box flexDirection="column">
      <Text wrap="truncate-end">
        {progress.place}
        <Text bold>{progress.name}</Text> <Text color="cyan">{'█'.repeat(filled)}</Text>
        <Text dimColor>{'░'.repeat(barWidth - filled)}</Text> {String(Math.floor(share * 100)).padStart(3)} %{' '}
        <Text dimColor>
          {progress.waiting ? 'another scribe is downloading it' : overall ? describeTransfer(overall) : ''}
        </Text>
      </Text>
      {progress.files.slice(0, Math.max(0, rows - 2)).map(({ path, received, total, trouble }) => (
        <Text key={path} wrap="truncate-end">
          {'  '}
          <Text color={trouble === null ? 'cyan' : 'yellow'}>▸</Text> {visible(path)}{' '}
          <Text dimColor>
            {visible(
              trouble ?? `${formatBytes(received)}${total === null ? '' : ` of ${formatBytes(total)}`}`,
            )}
          </Text>
        </Text>
      ))}
    </Box>
  );
}

function Live({ read, rows }: { read: () => DownloadProgress | null; rows: () => number }) {
  const [, redraw] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => redraw((n) => n + 1), 100);
    return () => clearInterval(timer);
  }, []);
  const progress = read();
  return progress && <DownloadView progress={progress} rows={rows()} />;
}

/** A live view on standard error; finished models go to standard output and stay above it. */
export function createDownloadTerminal(streams: Streams & { screen: NodeJS.WriteStream }): DownloadReporter {
  let progress: DownloadProgress | null = null;
  let view: ReturnType<typeof render> | null = null;
  const close = () => {
    view?.clear();
    view?.unmount();
    view = null;
  };
  return {
    emit(event) {
      progress = advanceDownload(progress, event);
      if (event.kind === 'model-started')
        view ??= render(<Live read={() => progress} rows={() => streams.screen.rows} />, {
          stdout: neverCleared(streams.screen),
          exitOnCtrlC: false,
          patchConsole: false,
        });
      if (event.kind !== 'model-finished') return;
      close();
      writeLines(streams.out, describePull(event.result));
    },
    close,
  };
}
