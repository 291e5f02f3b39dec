import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { CommandContext } from '../../context.js';
import { hidePassword } from '../../domain/hide-password.js';
import { shellWord } from '../../domain/shell-word.js';
import { ScribeError } from '../../errors.js';
import { whyNotWritten } from '../../platform/disk-errors.js';
import { replaceFile } from '../../platform/replace-file.js';
import { connectionVariables, readConnection } from '../../postgres/connection-settings.js';
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
  workerName,
} from './place.js';

export interface InstallFlags {
  readonly name?: string;
  readonly print?: boolean;
  readonly cron?: boolean;
  readonly worker?: boolean;
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
 * `scribe service install DIR... [-- FLAGS]`: lets the system watch folders from now on; with `--worker`, take jobs of a queue.
 * @param words folders, then flags of `scribe watch`; with `--worker`, flags of `scribe worker`.
 */
export async function installService(
  context: CommandContext,
  words: readonly string[],
  { worker = false, name = worker ? workerName : defaultName, print = false, cron = false }: InstallFlags,
): Promise<void> {
  const spec = worker ? workerSpec(context, words, name) : await watcherSpec(context, words, name);
  if (cron) return writeText(context.out, `${cronLine(spec)}\n`);
  const place = servicePlace(name, context);
  const content = describe(spec, place, worker || sends(spec, context));
  if (print) return writeText(context.out, content);
  const before = readOwn(place.file);
  await write(place.file, content);
  if (before !== null && place.manager === 'launchd')
    for (const step of stopSteps(place, name, userId())) await ask(step, context);
  for (const step of startSteps(place, name, userId())) {
    const { problem, output } = await ask(step, context);
    if (problem === null) continue;
    throw new ScribeError('OUTPUT', `Starting the service failed: ${step.join(' ')}: ${output || problem}.`, {
      hint: `${place.file} is written. Run that command yourself${worker ? '' : ', or print a line for cron with --cron'}.`,
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

function describe(spec: ServiceSpec, place: ServicePlace, online: boolean): string {
  if (place.log !== null) return launchdAgent(spec, place.log);
  return systemdUnit(spec, { offline: !online, namespaces: allowsNamespaces() });
}

/** Whether a watcher sends meetings elsewhere, or runs a program that may. */
function sends({ command }: ServiceSpec, { settings: { values } }: CommandContext): boolean {
  return (
    values.export.length > 0 ||
    values.onMeeting !== null ||
    command.some((word) => /^--(export|on-meeting)\b/.test(word))
  );
}

/** @throws ScribeError USAGE when a folder is not there. */
async function watcherSpec(
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
    environment: takenOver(environment, passedOn),
    what: `recordings in ${folders.join(', ')}`,
    patience: 10,
  };
}

/** Seconds that a worker gets to finish its stage; then it is killed, and the stage is lost. */
const workerPatience = 900;

/**
 * A worker finds its queue as this terminal does. Passwords are not taken over: files of libpq and AWS have them.
 * @throws ScribeError USAGE when nothing says which queue, or an address has a password in it.
 */
function workerSpec(
  { environment, err }: CommandContext,
  flags: readonly string[],
  name: string,
): ServiceSpec {
  const taken = takenOver(environment, [...passedOn, ...queueVariables]);
  for (const text of [...flags, ...Object.values(taken)])
    if (hidePassword(text) !== text)
      throw new ScribeError(
        'USAGE',
        'Installing the service failed: the address of the queue has a password in it, which would stand in the file of the service.',
        { hint: 'Put the password into ~/.pgpass, and leave it out of the address.' },
      );
  readConnection(urlIn(flags), environment);
  for (const secret of ['PGPASSWORD', 'AWS_SECRET_ACCESS_KEY', 'SCRIBE_PASSPHRASE'])
    if (environment[secret]) writeLine(err, `note: ${secret} is not taken over: ${insteadOf[secret]}`);
  return {
    name,
    command: [process.execPath, resolve(process.argv[1]), 'worker', ...flags],
    environment: taken,
    what: 'recordings of a queue',
    patience: workerPatience,
  };
}

const queueVariables = [
  'SCRIBE_POSTGRES_URL',
  'SCRIBE_QUEUE_SCHEMA',
  ...connectionVariables.filter((variable) => variable !== 'PGPASSWORD'),
  'AWS_PROFILE',
  'AWS_REGION',
  'AWS_ENDPOINT_URL_S3',
];

const insteadOf: Readonly<Record<string, string>> = {
  PGPASSWORD: 'put the password into ~/.pgpass',
  AWS_SECRET_ACCESS_KEY: 'put the key into ~/.aws/credentials',
  SCRIBE_PASSPHRASE: 'give the store a key file (scribe store rekey), named in the config file',
};

/** The value of `--url`, the last one if there are several. */
function urlIn(flags: readonly string[]): string | null {
  const at = flags.findLastIndex((word) => /^--url(=|$)/.test(word));
  if (at < 0) return null;
  return flags[at].startsWith('--url=') ? flags[at].slice('--url='.length) : flags[at + 1];
}

function takenOver(
  environment: CommandContext['environment'],
  names: readonly string[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = environment[name];
      return value ? [[name, value]] : [];
    }),
  );
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
