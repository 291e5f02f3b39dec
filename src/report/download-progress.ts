import type { Overall, PullEvent } from '../models/download/events.js';

/** What is on its way now. */
export interface DownloadProgress {
  readonly name: string;
  readonly place: string;
  /** Files that are being fetched, in the order in which they began. */
  readonly files: readonly {
    readonly path: string;
    readonly received: number;
    readonly total: number | null;
    /** Why it stands still. */
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
