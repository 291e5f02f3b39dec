import type { CommandContext } from '../../context.js';
import { formatBytes } from '../../domain/bytes.js';
import { printJson, writeLine } from '../../report/output.js';
import { vacuum } from '../../store/vacuum.js';
import { withStore } from '../with-store.js';

/** `scribe store vacuum`: the file without what is free inside it. */
export async function vacuumStore(context: CommandContext): Promise<void> {
  return withStore(context, (store) => {
    const { before, after } = vacuum(store);
    if (context.json) return printJson(context, { path: store.path, before, after });
    writeLine(context.out, `${store.path}: ${formatBytes(before)} before, ${formatBytes(after)} after`);
  });
}
