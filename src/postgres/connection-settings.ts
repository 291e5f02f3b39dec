import { existsSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { ScribeError } from '../errors.js';
import { isThisMachine, offlineVariable } from '../platform/environment.js';
import { type Parameters, parseUrl } from './parse-url.js';
import { findPassword } from './password-file.js';
import { readService } from './service-file.js';
import { type Attempt, tlsAttempts } from './tls.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** One server that may hold the database. */
export interface Place {
  /** A name, an IP address, or the folder of a unix socket. */
  readonly host: string;
  /** An IP address that is connected to instead of looking the name up. */
  readonly numeric?: string;
  readonly port: number;
  /** A function, so that no dump of the settings shows it. */
  readonly password: () => string | undefined;
}

export interface ConnectionSettings {
  /** Tried in this order until one answers. */
  readonly places: readonly Place[];
  readonly database: string;
  readonly user: string;
  readonly attempts: readonly Attempt[];
  /** TLS begins at once, without asking in the clear (PostgreSQL 17). */
  readonly direct: boolean;
  readonly channelBinding: 'disable' | 'prefer' | 'require';
  /** Milliseconds for each place; 0: as long as the system tries. */
  readonly connectTimeout: number;
  /** Settings for the server: `-c statement_timeout=5min`. */
  readonly options: string | undefined;
  readonly applicationName: string;
  /** Milliseconds of silence until the system asks whether the connection still stands; null: never. */
  readonly keepAlive: number | null;
  /** A server that only reads is passed over. */
  readonly writable: boolean;
  /** What a user should know about these settings. */
  readonly warnings: readonly string[];
}

/** The variables of libpq and the parameters that they stand for; every parameter with a variable or in `others` is known. */
const variables: Readonly<Record<string, string>> = {
  PGHOST: 'host',
  PGHOSTADDR: 'hostaddr',
  PGPORT: 'port',
  PGDATABASE: 'dbname',
  PGUSER: 'user',
  PGPASSWORD: 'password',
  PGPASSFILE: 'passfile',
  PGSERVICE: 'service',
  PGSERVICEFILE: 'servicefile',
  PGOPTIONS: 'options',
  PGAPPNAME: 'application_name',
  PGSSLMODE: 'sslmode',
  PGSSLNEGOTIATION: 'sslnegotiation',
  PGSSLROOTCERT: 'sslrootcert',
  PGSSLCERT: 'sslcert',
  PGSSLKEY: 'sslkey',
  PGSSLCRL: 'sslcrl',
  PGSSLMINPROTOCOLVERSION: 'ssl_min_protocol_version',
  PGSSLMAXPROTOCOLVERSION: 'ssl_max_protocol_version',
  PGCHANNELBINDING: 'channel_binding',
  PGCONNECT_TIMEOUT: 'connect_timeout',
  PGTARGETSESSIONATTRS: 'target_session_attrs',
  PGCLIENTENCODING: 'client_encoding',
  PGGSSENCMODE: 'gssencmode',
  PGREQUIREAUTH: 'require_auth',
  PGREQUIREPEER: 'requirepeer',
};
/** The variables of libpq that count here. */
export const connectionVariables: readonly string[] = Object.keys(variables);
const others = ['sslpassword', 'fallback_application_name', 'keepalives', 'keepalives_idle'];

/** Values that make no difference to scribe; another one is refused, not ignored. */
const onlyValues: Readonly<Record<string, readonly string[]>> = {
  client_encoding: ['utf8', 'UTF8', 'utf-8', 'UTF-8', 'auto'],
  gssencmode: ['disable', 'prefer'],
  require_auth: [],
  requirepeer: [],
  target_session_attrs: ['any', 'read-write', 'primary'],
  sslnegotiation: ['postgres', 'direct'],
  channel_binding: ['disable', 'prefer', 'require'],
  keepalives: ['0', '1'],
};

/**
 * Where to connect, as libpq decides it: the URL, then the service, then the variables, then the usual place; the password also from
 * PGPASSFILE or `~/.pgpass`. https://www.postgresql.org/docs/current/libpq-connect.html
 *
 * @param url Null: SCRIBE_POSTGRES_URL, or the variables of libpq alone.
 * @throws ScribeError USAGE for what cannot be understood, or when nothing names a server.
 */
export function readConnection(url: string | null, environment: Environment): ConnectionSettings {
  const address = url ?? environment.SCRIBE_POSTGRES_URL?.trim() ?? '';
  const given = parseUrl(address);
  const home = environment.HOME || homedir();
  const fromVariables: Record<string, string> = {};
  for (const [variable, name] of Object.entries(variables))
    if (environment[variable]) fromVariables[name] = environment[variable];
  const service = given.service ?? fromVariables.service;
  if (!address && !['host', 'hostaddr', 'dbname', 'service'].some((name) => fromVariables[name]))
    throw new ScribeError('USAGE', 'No Postgres server is named.', {
      hint: 'Add --url postgresql://user@host/database, or set SCRIBE_POSTGRES_URL, PGHOST or PGSERVICE.',
    });
  const servicePath = given.servicefile ?? fromVariables.servicefile;
  const parameters: Parameters = {
    ...fromVariables,
    ...(service && readService(service, serviceFiles(servicePath, home, environment))),
    ...given,
  };
  refuseUnknown(parameters);
  const user = parameters.user || userInfo().username;
  const database = parameters.dbname || user;
  const warnings: string[] = [];
  const places = readPlaces(parameters, { user, database, home, warnings });
  refuseWhenOffline(places, environment);
  return {
    places,
    database,
    user,
    attempts: places.every(isSocket) ? [false] : tlsAttempts(parameters, join(home, '.postgresql')),
    direct: parameters.sslnegotiation === 'direct',
    channelBinding: (parameters.channel_binding ?? 'prefer') as ConnectionSettings['channelBinding'],
    connectTimeout: 1000 * wholeNumber(parameters, 'connect_timeout', 10),
    options: parameters.options || undefined,
    applicationName: parameters.application_name || parameters.fallback_application_name || 'scribe',
    keepAlive: parameters.keepalives === '0' ? null : 1000 * wholeNumber(parameters, 'keepalives_idle', 30),
    writable: ['read-write', 'primary'].includes(parameters.target_session_attrs),
    warnings,
  };
}

/** A unix socket does not leave the machine, and has no TLS. */
export const isSocket = ({ host }: Place): boolean => host.startsWith('/');

/** What people see of a destination: never its password. */
export function addressOf(settings: ConnectionSettings, place: Place = settings.places[0]): string {
  const host = place.host.includes(':') ? `[${place.host}]` : place.host;
  return `${settings.user}@${host}:${place.port}/${settings.database}`;
}

function serviceFiles(named: string | undefined, home: string, environment: Environment): readonly string[] {
  const system = environment.PGSYSCONFDIR || '/etc/postgresql-common';
  return [named || join(home, '.pg_service.conf'), join(system, 'pg_service.conf')];
}

function refuseUnknown(parameters: Parameters): void {
  const known = [...Object.values(variables), ...others];
  for (const [name, value] of Object.entries(parameters)) {
    if (!known.includes(name))
      throw usage(`scribe does not know the parameter "${name}"`, `It knows ${known.join(', ')}.`);
    const values = onlyValues[name];
    if (values && !values.includes(value))
      throw usage(
        `${name}=${value} is not supported`,
        values.length > 0 ? `Write one of ${values.join(', ')}.` : 'Leave it out.',
      );
  }
}

/** Offline, scribe speaks to servers of this machine alone. */
function refuseWhenOffline(places: readonly Place[], environment: Environment): void {
  const offline = offlineVariable(environment);
  const away = places.find(({ host, numeric = host }) => !isThisMachine(numeric));
  if (offline && away)
    throw usage(`${offline} forbids a connection to ${away.host}`, `Unset ${offline} for this command.`);
}

/** Several hosts stand in one list, with one port for all or one each. */
function readPlaces(
  parameters: Parameters,
  account: {
    readonly user: string;
    readonly database: string;
    readonly home: string;
    readonly warnings: string[];
  },
): readonly Place[] {
  const hosts = (parameters.host || parameters.hostaddr || usualHost()).split(',');
  const numbers = parameters.hostaddr?.split(',');
  const ports = (parameters.port || '5432').split(',');
  if ((ports.length > 1 && ports.length !== hosts.length) || (numbers && numbers.length !== hosts.length))
    throw usage('its hosts and ports are not equally many', 'Write one port for all hosts, or one for each.');
  const passfile = parameters.passfile || join(account.home, '.pgpass');
  return hosts.map((written, index) => {
    const host = written || usualHost();
    const port = Number((ports.length > 1 ? ports[index] : ports[0]) || '5432');
    if (!Number.isInteger(port) || port < 1 || port > 65535)
      throw usage(
        'its port is not a number from 1 to 65535',
        'Write the port after the host: db.example:5432.',
      );
    const socket = host.startsWith('/') && host === usualHost();
    let password: string | undefined = parameters.password;
    if (password === undefined) {
      const { user, database } = account;
      const found = findPassword(passfile, { host: socket ? 'localhost' : host, port, database, user });
      if (found.ignored && !account.warnings.includes(found.ignored)) account.warnings.push(found.ignored);
      password = found.password;
    }
    return { host, numeric: numbers?.[index] || undefined, port, password: () => password };
  });
}

/** Where Debian's servers have their sockets, and those of PostgreSQL's own build. */
function usualHost(): string {
  if (process.platform === 'win32') return 'localhost';
  return existsSync('/var/run/postgresql') ? '/var/run/postgresql' : '/tmp';
}

function wholeNumber(parameters: Parameters, name: string, fallback: number): number {
  const text = parameters[name] || `${fallback}`;
  if (!/^\d+$/.test(text)) throw usage(`${name}=${text} is not a number of seconds`, 'Write a whole number.');
  return Number(text);
}

function usage(why: string, hint: string): ScribeError {
  return new ScribeError('USAGE', `The address of the Postgres server cannot be used: ${why}.`, { hint });
}
