import type { CommandContext } from '../../context.js';
import { shortId } from '../../domain/meeting.js';
import { localTime } from '../../domain/recorded-at.js';
import { readableName } from '../../platform/file-names.js';
import { printJson, printTable, writeLine } from '../../report/output.js';
import { listWatched, type WatchedFile } from '../../store/watched-files.js';
import { isWatched, listWatchedFolders } from '../../store/watched-folders.js';
import { withStore } from '../with-store.js';

/** `scribe watch --list [DIR...]`: what became of the files in watched folders. @returns the exit status. */
export async function listWatchedFiles(context: CommandContext, folders: readonly string[]): Promise<number> {
  return withStore(context, (store) => {
    const wanted = folders.map(readableName);
    const shown = listWatchedFolders(store)
      .filter(({ folder }) => wanted.length === 0 || wanted.includes(folder))
      .map((folder) => {
        const active = isWatched(store, folder.folder);
        return { ...folder, active, files: listWatched(store, folder.folder) };
      });
    if (context.json) printJson(context, shown);
    else if (shown.length === 0) writeLine(context.err, 'Nobody has watched such a folder yet.');
    else
      for (const { folder, active, pid, startedAt, files } of shown) {
        const since = active
          ? `watched by process ${pid} since ${when(startedAt, context)}`
          : 'not watched now';
        writeLine(context.out, `${folder}: ${since}`);
        if (files.length > 0)
          printTable(
            context,
            ['TIME', 'WHAT', 'MEETING', 'FILE'],
            files.map((file) => [
              when(file.notedAt, context),
              describe(file, context),
              file.meetingId === null ? '-' : shortId(file.meetingId),
              file.path,
            ]),
          );
      }
    return 0;
  });
}

function describe(
  { outcome, attempts, nextAttemptAt, errorMessage }: WatchedFile,
  context: CommandContext,
): string {
  if (outcome !== 'failed') return outcome;
  const next = nextAttemptAt === null ? 'given up' : `again at ${when(nextAttemptAt, context)}`;
  return `failed (${attempts}; ${next}): ${errorMessage ?? ''}`;
}

function when(moment: string, { zone }: CommandContext): string {
  const { day, time } = localTime(moment, null, { zone });
  return `${day} ${time}`;
}
