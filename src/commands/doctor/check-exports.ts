import type { CommandContext } from '../../context.js';
import { readDestinations } from '../../export/automatic/read-destinations.js';
import { counted } from '../../report/describe.js';
import { withExistingStore } from '../with-store.js';
import { attempt, type Check } from './check-models.js';

/**
 * Whether the places that the setting `export` names answer, and what they are owed. One that is away is a warning: it
 * stops nothing.
 */
export async function checkExports(context: CommandContext): Promise<Check[]> {
  if (context.settings.values.export.length === 0) return [];
  const unreadable = await attempt('export', async () => `${readDestinations(context).length} places`);
  if (unreadable.problem !== null) return [unreadable];
  return withExistingStore(context, (store) =>
    Promise.all(
      readDestinations(context).map(async (destination) => {
        const { name, command } = destination;
        const owed = destination.owed(store);
        const debt = owed === 0 ? 'nothing is owed' : `${counted(owed, 'change')} owed: ${command}`;
        const check = await attempt(`export ${name}`, async () => {
          await destination.check(context);
          return `answers; ${debt}`;
        });
        if (check.problem === null) return check;
        return { ...check, problem: null, warning: true as const, detail: `${check.detail} ${debt}` };
      }),
    ),
  );
}
