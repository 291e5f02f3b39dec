import type { CommandContext } from '../../context.js';
import { printJson, writeLine } from '../../report/output.js';
import { launchdLabel } from '../../service/launchd-agent.js';
import { ask, defaultName, readOwn, servicePlace, userId } from './place.js';

/** `scribe service status`: whether a service is installed and runs. @returns the exit status. */
export async function serviceStatus(
  context: CommandContext,
  { name = defaultName }: { readonly name?: string },
): Promise<number> {
  const { manager, file, log } = servicePlace(name, context);
  const installed = readOwn(file) !== null;
  const question =
    manager === 'systemd'
      ? ['systemctl', '--user', 'is-active', `${name}.service`]
      : ['launchctl', 'print', `gui/${userId()}/${launchdLabel(name)}`];
  const { problem, output } = installed ? await ask(question, context) : { problem: null, output: '' };
  const active = installed && problem === null;
  const logs = log ?? `journalctl --user -u ${name}`;
  if (context.json) printJson(context, { name, manager, file, installed, active, logs });
  else if (!installed) writeLine(context.out, `${name}: not installed (${file})`);
  else {
    const state = active ? 'runs' : `does not run (${output.split('\n').at(-1) || problem})`;
    writeLine(context.out, `${name}: ${state}`);
    writeLine(context.out, `  file  ${file}`);
    writeLine(context.out, `  logs  ${logs}`);
  }
  return 0;
}
