import { readFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { CommandContext } from '../../context.js';
import { ScribeError } from '../../errors.js';
import { errorCode } from '../../platform/disk-errors.js';
import { type CommandEnd, runCommand } from '../../platform/run-command.js';
import { launchdLabel } from '../../service/launchd-agent.js';
import { isOwn } from '../../service/service-file.js';

export const defaultName = 'scribe-watch';
export const workerName = 'scribe-worker';

/** Who keeps programs running on this machine, and where it reads what. */
export interface ServicePlace {
  readonly manager: 'systemd' | 'launchd';
  /** Absolute path of the file that describes the service. */
  readonly file: string;
  /** Absolute path of the file for what it prints; null: the journal has it. */
  readonly log: string | null;
}

/**
 * The place of a service of this user.
 * @throws ScribeError USAGE on a system on which scribe does not know one.
 */
export function servicePlace(
  name: string,
  { environment }: Pick<CommandContext, 'environment'>,
  platform: NodeJS.Platform = process.platform,
): ServicePlace {
  const home = environment.HOME || homedir();
  if (platform === 'darwin')
    return {
      manager: 'launchd',
      file: join(home, 'Library', 'LaunchAgents', `${launchdLabel(name)}.plist`),
      log: join(home, 'Library', 'Logs', `${name}.log`),
    };
  if (platform === 'linux') {
    const config = environment.XDG_CONFIG_HOME || join(home, '.config');
    return { manager: 'systemd', file: join(config, 'systemd', 'user', `${name}.service`), log: null };
  }
  throw new ScribeError('USAGE', `Services are made for systemd and launchd; ${platform} has neither.`, {
    hint:
      platform === 'win32'
        ? 'Let the Task Scheduler run it: schtasks /Create /SC ONLOGON /TN scribe /TR "scribe watch FOLDER"'
        : 'Print a line for cron with --cron, or run `scribe watch FOLDER` by what this system has.',
  });
}

/**
 * What stands in the file of a service; null: there is none.
 * @throws ScribeError OUTPUT when it is not scribe's, or cannot be read.
 */
export function readOwn(file: string): string | null {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return null;
    throw new ScribeError('OUTPUT', `Reading ${file} failed: ${(cause as Error).message}.`, {
      hint: 'Check the path and its rights.',
      cause,
    });
  }
  if (isOwn(content)) return content;
  throw new ScribeError('OUTPUT', `${file} is there, and scribe did not write it.`, {
    hint: 'Choose another name with --name, or move the file away.',
  });
}

/** Milliseconds that a manager of services gets to answer. */
const patience = 30_000;

/** Asks systemd or launchd. Does not throw. */
export function ask(
  command: readonly string[],
  { environment, signal }: CommandContext,
): Promise<CommandEnd> {
  return runCommand(command, '', { env: environment, timeout: patience, signal });
}

/** What starts a service now and at every login, step by step; what is not there yet need not be stopped. Pure. */
export function startSteps(
  { manager, file }: ServicePlace,
  name: string,
  uid: number,
): readonly (readonly string[])[] {
  if (manager === 'systemd')
    return [
      ['systemctl', '--user', 'daemon-reload'],
      ['systemctl', '--user', 'enable', `${name}.service`],
      ['systemctl', '--user', 'restart', `${name}.service`],
    ];
  return [
    ['launchctl', 'enable', `gui/${uid}/${launchdLabel(name)}`],
    ['launchctl', 'bootstrap', `gui/${uid}`, file],
  ];
}

/** What stops a service for good. Pure. */
export function stopSteps(
  { manager }: ServicePlace,
  name: string,
  uid: number,
): readonly (readonly string[])[] {
  if (manager === 'systemd') return [['systemctl', '--user', 'disable', '--now', `${name}.service`]];
  return [['launchctl', 'bootout', `gui/${uid}/${launchdLabel(name)}`]];
}

/** Number of this user; systems without one have no such services either. */
export const userId = (): number => userInfo().uid;
