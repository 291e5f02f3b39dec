import type { CommandContext } from '../../context.js';
import { describeTimeLeft } from '../../report/describe.js';
import { writeLine } from '../../report/output.js';
import type { CopyControl } from '../../store/backup.js';

/** How often the progress of a long copy is told, in milliseconds. */
const everyMs = 5000;

/** Tells how far a copy of the store is, if it takes long, and ends it on Ctrl-C. */
export function copyProgress(context: CommandContext): Required<CopyControl> {
  const started = context.clock();
  let told = started;
  return {
    signal: context.signal,
    onProgress: (share) => {
      const now = context.clock();
      if (context.quiet || context.json || now - told < everyMs || share <= 0 || share >= 1) return;
      told = now;
      const left = ((now - started) / 1000) * (1 / share - 1);
      writeLine(context.err, `copied ${Math.floor(100 * share)}% of the store, ${describeTimeLeft(left)}`);
    },
  };
}
