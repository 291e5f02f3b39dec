import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { CommandContext } from '../../context.js';
import { shellWord } from '../../domain/shell-word.js';
import { ScribeError } from '../../errors.js';
import { whyNotWritten } from '../../platform/disk-errors.js';
import { replaceFile } from '../../platform/replace-file.js';
import { writeLine, writeText } from '../../report/output.js';
import { cronLine } from '../../service/cron-line.js';
import { launchdAgent } from '../../service/launchd-agent.js';
import type { ServiceSpec } from '../../service/service-file.js';
import { systemdUnit } from '../../service/systemd-unit.js';
import { isFolder } from '../../watch/watched-root.js';
import {
  ask,
  defaultName,
  readOwn,
  type ServicePlace,
  servicePlace,
  startSteps,
  stopSteps,
  userId,
} from './place.js';

export interface InstallFlags {
  readonly name?: string;
  readonly print?: boolean;
  readonly cron?: boolean;
}

/** Variables that a service needs to find what this terminal finds. Settings belong into the config file. */
const passedOn = [
  'PATH',
  'SCRIBE_HOME',
  'SCRIBE_CONFIG',
  'SCRIBE_OFFLINE',
  'XDG_DATA_HOME',
  'XDG_CONFIG_HOME',
  'XDG_CACHE_HOME',
];

/**
 * `scribe service install DIR... [-- FLAGS]`: lets the system watch folders from now on.
 * @param words folders, then flags of `scribe watch`.
 */
export async function installService(
  context: CommandContext,
  words: readonly string[],
  { name = defaultName, print = false, cron = false }: InstallFlags,
): Promise<void> {
  const spec = await serviceSpec(context, words, name);
  if (cron) return writeText(context.out, `${cronLine(spec)}\n`);
  const place = servicePlace(name, context);
  const content = describe(spec, place, context);
  if (print) return writeText(context.out, content);
  const before = readOwn(place.file);
  await write(place.file, content);
  if (before !== null && place.manager === 'launchd')
    for (const step of stopSteps(place, name, userId())) await ask(step, context);
  for (const step of startSteps(place, name, userId())) {
    const { problem, output } = await ask(step, context);
    if (problem === null) continue;
    throw new ScribeError('OUTPUT', `Starting the service failed: ${step.join(' ')}: ${output || problem}.`, {
      hint: `${place.file} is written. Run that command yourself, or print a line for cron with --cron.`,
    });
  }
  if (context.quiet) return;
  writeLine(context.out, `${place.file}: written, and the service is started.`);
  writeLine(
    context.err,
    `What it does: ${place.log === null ? `journalctl --user -u ${name} -f` : `tail -f ${shellWord(place.log)}`}`,
  );
  if (place.manager === 'systemd')
    writeLine(context.err, 'It runs while you are logged in; `loginctl enable-linger` keeps it running.');
}

function describe(spec: ServiceSpec, place: ServicePlace, { settings }: CommandContext): string {
  if (place.log !== null) return launchdAgent(spec, place.log);
  const { values } = settings;
  const offline =
    values.export.length === 0 &&
    values.onMeeting === null &&
    !spec.command.some((word) => /^--(export|on-meeting)\b/.test(word));
  return systemdUnit(spec, { offline, namespaces: allowsNamespaces() });
}

/** @throws ScribeError USAGE when a folder is not there. */
async function serviceSpec(
  { environment }: CommandContext,
  words: readonly string[],
  name: string,
): Promise<ServiceSpec> {
  const split = words.findIndex((word) => word.startsWith('-'));
  const [given, flags] = split < 0 ? [words, []] : [words.slice(0, split), words.slice(split)];
  const folders = given.map((folder) => resolve(folder));
  for (const folder of folders)
    if (!(await isFolder(folder)))
      throw new ScribeError('USAGE', `Installing the service failed: there is no folder ${folder}.`, {
        hint: 'Make the folder first, or check the path.',
      });
  return {
    name,
    command: [process.execPath, resolve(process.argv[1]), 'watch', ...folders, ...flags],
    environment: Object.fromEntries(
      passedOn.flatMap((variable) => {
        const value = environment[variable];
        return value ? [[variable, value]] : [];
      }),
    ),
    folders,
  };
}

async function write(file: string, content: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    replaceFile(file, content);
  } catch (cause) {
    throw new ScribeError('OUTPUT', `Writing ${file} failed: ${whyNotWritten(cause)}.`, {
      hint: 'Print the file with --print and put it where it belongs.',
      cause,
    });
  }
}

/** Whether this Linux lets users make namespaces: some do not, and a unit that asks for one would not start. */
function allowsNamespaces(): boolean {
  const says = (path: string, value: string) =>
    existsSync(path) && readFileSync(path, 'utf8').trim() === value;
  return !(
    says('/proc/sys/kernel/unprivileged_userns_clone', '0') ||
    says('/proc/sys/user/max_user_namespaces', '0') ||
    says('/proc/sys/kernel/apparmor_restrict_unprivileged_userns', '1')
  );
}
