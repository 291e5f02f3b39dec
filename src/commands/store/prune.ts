import type { CommandContext } from '../../context.js';
import { formatBytes } from '../../domain/bytes.js';
import { ScribeError } from '../../errors.js';
import { measureSpool, sweepSpool } from '../../ingest/spool.js';
import { counted } from '../../report/describe.js';
import { printJson, writeLine } from '../../report/output.js';
import { cacheSize, clearCache, sweepCache } from '../../store/cache.js';
import { countProcessingEvents, sweepProcessingEvents } from '../../store/processing-events.js';
import type { Store } from '../../store/store.js';
import { storeSize } from '../../store/store-facts.js';
import { vacuum } from '../../store/vacuum.js';
import { withStore } from '../with-store.js';

export interface PruneOptions {
  /** Milliseconds: events that are older. */
  readonly events?: number;
  /** True: what has expired. */
  readonly cache?: true | 'expired' | 'all';
  readonly audio?: boolean;
  readonly dryRun?: boolean;
}

/** What goes; null: it was not asked for. */
interface Pruned {
  readonly events: { readonly before: string; readonly deleted: number; readonly kept: number } | null;
  readonly cache: {
    readonly which: 'expired' | 'all';
    readonly deleted: number;
    readonly bytes: number;
    readonly kept: number;
  } | null;
  /** Working files of runs that have ended: decoded sound, and what came from standard input. */
  readonly audio: { readonly files: number; readonly bytes: number } | null;
}

/** `scribe store prune`: deletes what was chosen, and gives the space back. Recordings and transcripts are never touched. */
export async function pruneStore(context: CommandContext, options: PruneOptions): Promise<void> {
  const { events, cache, audio, dryRun = false } = options;
  if (events === undefined && !cache && !audio)
    throw new ScribeError('USAGE', 'Pruning the store: nothing was chosen.', {
      hint: 'Choose with --events 90d, --cache or --audio; with --dry-run nothing is deleted.',
    });
  return withStore(context, (store) => {
    const pruned = measure(store, context, options);
    const before = storeSize(store.path);
    if (!dryRun) remove(store, context, pruned);
    const size = { before, after: storeSize(store.path) };
    if (context.json) return printJson(context, { dryRun, ...pruned, store: size });
    for (const line of describe(pruned, dryRun)) writeLine(context.out, line);
    if (!dryRun)
      writeLine(context.out, `store    ${formatBytes(size.before)} before, ${formatBytes(size.after)} after`);
  });
}

function measure(store: Store, { folders, now }: CommandContext, options: PruneOptions): Pruned {
  const at = now();
  const { events: age, cache, audio } = options;
  const before = age === undefined ? null : earlier(at, age);
  const events = countProcessingEvents(store, before);
  const which = cache === 'all' ? 'all' : 'expired';
  const sizes = cacheSize(store, at);
  const { entries, bytes } = sizes[which];
  return {
    events: before === null ? null : { before, deleted: events.older, kept: events.all - events.older },
    cache: cache ? { which, deleted: entries, bytes, kept: sizes.all.entries - entries } : null,
    audio: audio ? measureSpool(folders.cache) : null,
  };
}

/** A moment so many milliseconds before another; never before the year 0, where ISO-8601 is written otherwise. */
function earlier(moment: string, ms: number): string {
  return new Date(Math.max(Date.parse(moment) - ms, Date.UTC(1900))).toISOString();
}

function remove(store: Store, { folders, now }: CommandContext, { events, cache, audio }: Pruned): void {
  if (events) sweepProcessingEvents(store, events.before);
  if (cache?.which === 'all') clearCache(store);
  else if (cache) sweepCache(store, now());
  if (audio) sweepSpool(folders.cache);
  if (events?.deleted || cache?.deleted) vacuum(store);
}

function describe({ events, cache, audio }: Pruned, dryRun: boolean): string[] {
  const verb = dryRun ? 'would be deleted' : 'deleted';
  const entries = (count: number) => (count === 1 ? '1 entry' : `${count} entries`);
  const lines: string[] = [];
  if (events)
    lines.push(
      `events   ${counted(events.deleted, 'event')} from before ${events.before} ${verb}, ${events.kept} kept`,
    );
  if (cache) {
    const more = cache.which === 'expired' && cache.kept > 0 ? ' (--cache all takes them too)' : '';
    lines.push(
      `cache    ${entries(cache.deleted)}${cache.which === 'expired' ? ' that expired' : ''}, ${formatBytes(cache.bytes)}, ${verb}, ${cache.kept} kept${more}`,
    );
  }
  if (audio)
    lines.push(
      `audio    ${counted(audio.files, 'working file')} of runs that have ended, ${formatBytes(audio.bytes)}, ${verb}`,
    );
  return lines;
}
