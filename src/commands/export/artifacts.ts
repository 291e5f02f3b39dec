import type { CommandContext } from '../../context.js';
import { toJson } from '../../domain/visible-text.js';
import { ScribeError } from '../../errors.js';
import type { EmitArtifacts } from '../../export/artifacts/events.js';
import { exportArtifacts } from '../../export/artifacts/export-artifacts.js';
import { openRoot, type RootOptions } from '../../export/artifacts/open-root.js';
import { createArtifactLines } from '../../report/artifact-lines.js';
import { lockExport } from '../../store/locks.js';
import { withStore } from '../with-store.js';
import { type SelectFlags, selectMeetings } from './select-meetings.js';

export interface ArtifactFlags extends SelectFlags, RootOptions {
  /** A folder, or `s3://bucket/prefix`. */
  readonly to: string;
  readonly dryRun?: boolean;
}

/** `scribe export artifacts --to PLACE` */
export async function sendArtifacts(context: CommandContext, flags: ArtifactFlags): Promise<void> {
  const { to, dryRun = false } = flags;
  const { folders, environment, signal } = context;
  return withStore(context, async (store) => {
    const selection = selectMeetings(store, flags, context);
    const root = await openRoot(to, flags, { store, folders, environment, signal, made: !dryRun });
    try {
      const lock = lockExport(store.home, `${root.endpoint} ${root.place}`);
      if (!lock)
        throw new ScribeError('STORE', `Exporting to ${root.place} failed: another scribe exports there.`, {
          hint: 'Wait for it to finish.',
        });
      try {
        await exportArtifacts({ store, root, selection, context, signal, emit: chooseEmit(context), dryRun });
      } finally {
        lock.release();
      }
    } finally {
      root.close();
    }
  });
}

function chooseEmit(context: CommandContext): EmitArtifacts {
  if (context.json) return (event) => void context.out.write(`${toJson(event)}\n`);
  return createArtifactLines(context, { quiet: context.quiet, now: context.clock });
}
