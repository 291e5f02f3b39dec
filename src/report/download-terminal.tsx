import { Box, Text } from 'ink';
import { formatBytes } from '../domain/bytes.js';
import { visible } from '../domain/visible-text.js';
import type { Overall, PullEvent } from '../models/download/events.js';
import { type DownloadReporter, describePull, describeTransfer } from './download-lines.js';
import type { Streams } from './lines.js';
import { BarLine, createLiveView } from './live-view.js';
import { writeLines } from './output.js';

/** The downloads in progress. */
export interface DownloadProgress {
  readonly name: string;
  readonly place: string;
  /** In the order in which they began. */
  readonly files: readonly {
    readonly path: string;
    readonly received: number;
    readonly total: number | null;
    /** Why it is about to be retried; null: it is not. */
    readonly trouble: string | null;
  }[];
  readonly overall: Overall | null;
  readonly waiting: boolean;
}

/** The next state of the display; null between models. Pure. */
export function advanceDownload(
  progress: DownloadProgress | null,
  event: PullEvent,
): DownloadProgress | null {
  if (event.kind === 'model-started') {
    const place = event.total > 1 ? `[${event.index + 1}/${event.total}] ` : '';
    return { name: event.name, place, files: [], overall: null, waiting: false };
  }
  if (event.kind === 'model-finished' || progress === null) return null;
  if (event.kind === 'model-waiting') return { ...progress, waiting: true };
  const { path } = event;
  const others = progress.files.filter((file) => file.path !== path);
  const change = (file: Partial<DownloadProgress['files'][number]>) =>
    progress.files.map((before) => (before.path === path ? { ...before, ...file } : before));
  switch (event.kind) {
    case 'file-started': {
      const { received, total } = event;
      return { ...progress, waiting: false, files: [...others, { path, received, total, trouble: null }] };
    }
    case 'file-progress': {
      const { received, total, overall } = event;
      return { ...progress, overall, files: change({ received, total, trouble: null }) };
    }
    case 'file-retried':
      return { ...progress, files: change({ trouble: event.reason }) };
    case 'file-finished':
      return { ...progress, waiting: false, files: others };
  }
}

/** The current model: a bar for all files with speed and time left, then each file in progress, as rows allow. */
export function DownloadView({ progress, rows }: { progress: DownloadProgress; rows: number }) {
  const { overall } = progress;
  const share = overall?.total ? overall.received / overall.total : 0;
  const remark = overall ? describeTransfer(overall) : '';
  return (
    <Box flexDirection="column">
      <BarLine
        place={progress.place}
        name={progress.name}
        share={share}
        remark={progress.waiting ? 'another scribe process is downloading it' : remark}
      />
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

/** A live view on standard error; finished models go to standard output and stay above it. */
export function createDownloadTerminal(streams: Streams & { screen: NodeJS.WriteStream }): DownloadReporter {
  let progress: DownloadProgress | null = null;
  const view = createLiveView(
    streams.screen,
    (rows) => progress && <DownloadView progress={progress} rows={rows} />,
  );
  return {
    emit(event) {
      progress = advanceDownload(progress, event);
      if (event.kind === 'model-started') view.open();
      if (event.kind !== 'model-finished') return;
      view.close();
      writeLines(streams.out, describePull(event.result));
    },
    close: () => view.close(),
  };
}
