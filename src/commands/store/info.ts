import type { CommandContext } from '../../context.js';
import { formatBytes } from '../../domain/bytes.js';
import { localTime } from '../../domain/recorded-at.js';
import { measureSpool } from '../../ingest/spool.js';
import { counted } from '../../report/describe.js';
import { printJson, printTable, writeLine } from '../../report/output.js';
import { listRenderDebts } from '../../store/artifacts.js';
import { cacheSize } from '../../store/cache.js';
import { countProcessingEvents } from '../../store/processing-events.js';
import type { Store } from '../../store/store.js';
import {
  countMeetings,
  countRows,
  exportDestinations,
  freeBytes,
  meetingRange,
  storeFile,
} from '../../store/store-facts.js';
import { withExistingStore } from '../with-store.js';

/** `scribe store info`: what is in the store. It is looked at as it is, and nothing is changed. */
export async function showStore(context: CommandContext): Promise<void> {
  return withExistingStore(context, (store) => {
    const facts = gather(store, context);
    if (context.json) return printJson(context, facts);
    const { schemaVersion, latestVersion, meetings, prunable } = facts;
    const pending = latestVersion - schemaVersion;
    const statuses = Object.entries(meetings.byStatus).map(([status, count]) => `${count} ${status}`);
    const day = (moment: string) => localTime(moment, null, context).day;
    const { expiredCache, cache, audio, events } = prunable;
    const rows: [string, string | null][] = [
      ['store', facts.path],
      ['size', describeSize(facts)],
      ['encryption', store.key ? `AES-256 (SQLCipher 4), ${store.key.kind}` : 'none'],
      [
        'schema',
        `version ${schemaVersion}${pending > 0 ? `; ${counted(pending, 'migration')} pending` : ''}`,
      ],
      ['sqlite', `${facts.sqlite}, sqlite-vec ${facts.sqliteVec}`],
      ['meetings', statuses.join(', ') || 'none'],
      [
        'recorded',
        meetings.oldest && meetings.newest && `${day(meetings.oldest)} to ${day(meetings.newest)}`,
      ],
      ['events', `${events.count}${events.oldest ? `, since ${day(events.oldest)}` : ''}`],
      ['cache', `${describe(cache)}; expired: ${describe(expiredCache)}`],
      ['audio', `${counted(audio.files, 'file')} left behind, ${formatBytes(audio.bytes)}`],
      ['out of date', facts.owed > 0 ? `files of ${counted(facts.owed, 'meeting')}` : null],
    ];
    for (const { host, port, database, target, sentAt } of facts.exports)
      rows.push([
        'export',
        `${target} in ${database} on ${host}:${port}, ${sentAt ? `sent ${day(sentAt)}` : 'not finished'}`,
      ]);
    for (const [label, value] of rows)
      if (value !== null) writeLine(context.out, `${label.padEnd(13)}${value}`);
    context.out.write('\n');
    printTable(
      context,
      ['TABLE', 'ROWS'],
      Object.entries(facts.rows).map(([table, count]) => [table, String(count)]),
    );
  });
}

const describe = ({ entries, bytes }: { readonly entries: number; readonly bytes: number }): string =>
  `${entries === 1 ? '1 entry' : `${entries} entries`}, ${formatBytes(bytes)}`;

function gather(store: Store, { folders, now }: CommandContext) {
  const { all: cache, expired: expiredCache } = cacheSize(store, now());
  const events = countProcessingEvents(store, null);
  return {
    ...storeFile(store),
    encryptedWith: store.key?.kind ?? null,
    free: freeBytes(store),
    meetings: { byStatus: countMeetings(store), ...meetingRange(store) },
    rows: countRows(store),
    exports: exportDestinations(store),
    owed: listRenderDebts(store).length,
    /** What `scribe store prune` can delete. */
    prunable: {
      events: { count: events.all, oldest: events.oldest },
      cache,
      expiredCache,
      audio: measureSpool(folders.cache),
    },
  };
}

/** `561 MB`; `561 MB, 12 MB of it free: scribe store vacuum` when that would help. */
function describeSize({ size, free }: { readonly size: number; readonly free: number }): string {
  const worthIt = free > 0 && free >= size / 20;
  return worthIt
    ? `${formatBytes(size)}, ${formatBytes(free)} of it free: scribe store vacuum`
    : formatBytes(size);
}
