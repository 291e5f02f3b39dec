import { rmSync } from 'node:fs';
import type { CommandContext } from '../../context.js';
import { ScribeError } from '../../errors.js';
import { whyNotWritten } from '../../platform/disk-errors.js';
import { writeLine } from '../../report/output.js';
import { ask, defaultName, readOwn, servicePlace, stopSteps, userId } from './place.js';

/** `scribe service uninstall`: stops the service and removes its file. What it has made stays. */
export async function uninstallService(
  context: CommandContext,
  { name = defaultName }: { readonly name?: string },
): Promise<void> {
  const place = servicePlace(name, context);
  if (readOwn(place.file) === null)
    throw new ScribeError('USAGE', `Removing the service ${name} failed: there is no ${place.file}.`, {
      hint: 'If it has another name, say which with --name.',
    });
  // A manager that is not there, or does not know the service, has nothing to stop.
  for (const step of stopSteps(place, name, userId())) await ask(step, context);
  try {
    rmSync(place.file);
  } catch (cause) {
    throw new ScribeError('OUTPUT', `Removing ${place.file} failed: ${whyNotWritten(cause)}.`, {
      hint: 'The service is stopped; remove the file yourself.',
      cause,
    });
  }
  if (place.manager === 'systemd') await ask(['systemctl', '--user', 'daemon-reload'], context);
  if (!context.quiet) writeLine(context.out, `${place.file}: removed, and the service is stopped.`);
}
