import { ownMark, type ServiceSpec } from './service-file.js';

/** What a unit may not do. */
export interface Confinement {
  /** Nothing it runs needs another machine: it gets no network. */
  readonly offline: boolean;
  /** Whether the system lets users make namespaces, by which a network is taken away. */
  readonly namespaces: boolean;
}

/**
 * A user unit of systemd (systemd.service(5), systemd.exec(5)). Only restrictions that a user may set are used, and none that a
 * program with a just-in-time compiler cannot live with. Ending it asks the program alone, so that ffmpeg does not end in the
 * middle of a recording as if that did. Pure.
 */
export function systemdUnit(spec: ServiceSpec, { offline, namespaces }: Confinement): string {
  const environment = Object.entries(spec.environment).map(
    ([name, value]) => `Environment=${quote(`${name}=${value}`)}`,
  );
  const network = offline
    ? ['RestrictAddressFamilies=AF_UNIX', ...(namespaces ? ['PrivateNetwork=yes'] : [])]
    : [];
  return [
    `# ${ownMark}`,
    '[Unit]',
    `Description=scribe: ${oneLine(spec.what)}`,
    '',
    '[Service]',
    `ExecStart=${spec.command.map(quoteArgument).join(' ')}`,
    ...environment,
    'Restart=on-failure',
    'RestartSec=30',
    // Settings or a missing model are not mended by starting again.
    'RestartPreventExitStatus=2 4',
    'SuccessExitStatus=130',
    'KillMode=mixed',
    `TimeoutStopSec=${spec.patience}`,
    'Nice=10',
    'CPUSchedulingPolicy=batch',
    'NoNewPrivileges=yes',
    'LockPersonality=yes',
    'RestrictRealtime=yes',
    'RestrictSUIDSGID=yes',
    'SystemCallArchitectures=native',
    ...network,
    '',
    '[Install]',
    'WantedBy=default.target',
    '',
  ].join('\n');
}

/** A word as systemd reads it back: `%` would begin a specifier. */
const quote = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%').replaceAll('\n', '\\n')}"`;

/** In a command line, `$` would name a variable. */
const quoteArgument = (text: string): string => quote(text).replaceAll('$', '$$$$');

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('%', '%%');
