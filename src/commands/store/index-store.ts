import type { CommandContext } from '../../context.js';
import { ScribeError } from '../../errors.js';
import { embedInPipeline, embedTurns } from '../../ingest/embed-turns.js';
import type { JobContext } from '../../pipeline/run-stage.js';
import { startWorker } from '../../pipeline/start-worker.js';
import { counted } from '../../report/describe.js';
import { printJson, writeLine } from '../../report/output.js';
import { countWaiting, dropOtherVectors } from '../../store/text-vectors.js';
import { installedTextModel } from '../../text-embedding/installed-model.js';
import { withStore } from '../with-store.js';

/** How often it is said how far this is, in turns: some seconds. */
const often = 2000;

/** `scribe store index`: makes vectors of the turns that have none of the model in use. What is made stays, if it is stopped. */
export async function indexStore(context: CommandContext): Promise<void> {
  const model = await installedTextModel(context);
  const { textModel } = context.settings.values;
  if (!model)
    throw new ScribeError('MODEL', `Indexing the store failed: the model ${textModel} is not installed.`, {
      hint: `Run \`scribe models pull ${textModel}\`, or \`scribe models import\` it from a folder.`,
    });
  return withStore(context, async (store) => {
    dropOtherVectors(store, model.name);
    const waiting = countWaiting(store);
    const worker = startWorker(context.folders.cache);
    const { signal, clock } = context;
    const job: JobContext = {
      signal,
      clock,
      emit: () => {},
      checkpoints: { get: async () => null, put: async () => {} },
    };
    try {
      let told = 0;
      const indexed = await embedTurns(store, {
        model: model.name,
        embed: embedInPipeline(worker, model, context, job),
        signal,
        onProgress: (made) => {
          if (context.quiet || context.json || made - told < often) return;
          told = made;
          writeLine(context.err, `${made} of ${waiting} turns`);
        },
      });
      if (context.json) return printJson(context, { model: model.name, indexed });
      writeLine(context.out, `${counted(indexed, 'turn')} can be found by meaning now (${model.name}).`);
    } finally {
      await worker.close();
    }
  });
}
