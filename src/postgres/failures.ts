import { ScribeError } from '../errors.js';
import type { ConnectionSettings } from './connection-settings.js';
import { hasNoTls, isTimeout } from './problems.js';

interface Context {
  /** `Exporting to`. */
  readonly purpose: string;
  readonly address: string;
  readonly settings: ConnectionSettings;
}

/** The fields of an error of the server: https://www.postgresql.org/docs/current/protocol-error-fields.html */
interface Report {
  readonly code?: string;
  readonly message: string;
  readonly severity?: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly where?: string;
  readonly table?: string;
  readonly column?: string;
  readonly constraint?: string;
  /** The certificate of a server that is another one, as Node has it. */
  readonly cert?: { readonly subjectaltname?: string };
}

/** Why it failed, to follow a colon, and what to do next. */
interface Words {
  readonly why: string;
  readonly next: string;
}

/** Any error of a connection as one that a user can act on. What is a ScribeError already stays as it is. */
export function failure(thrown: unknown, context: Context): ScribeError {
  if (thrown instanceof ScribeError) return thrown;
  const report = thrown as Report;
  const { why, next } = inWords(report, context);
  return new ScribeError('OUTPUT', `${context.purpose} ${context.address} failed: ${why}.`, {
    hint: next,
    cause: thrown,
  });
}

function inWords(report: Report, context: Context): Words {
  const { code = '' } = report;
  if (isTimeout(report.message))
    return {
      why: `no answer within ${context.settings.connectTimeout / 1000} s`,
      next: 'Check host, port and firewall, or give it longer with connect_timeout=SECONDS.',
    };
  const known = byCode[code] ?? byCode[code.slice(0, 2)];
  if (known) return known(report, context);
  // Errors of the server have a severity; a code without one is of TLS.
  if (!report.severity && (certificates[code] || /_TLS_|_SSL_|CERT|EPROTO/.test(code)))
    return certificate(report);
  if (/^Connection terminated|not queryable|socket disconnected/.test(report.message)) return lost();
  if (hasNoTls(report))
    return {
      why: 'it does not take encrypted connections',
      next: 'Turn on ssl on the server, or write sslmode=prefer.',
    };
  return {
    why: said(report),
    next: 'Look the message up in the manual of PostgreSQL, or in the log of the server.',
  };
}

/** The server's own sentence, with the place where it knows one. */
function said({ message, code, severity, where, table, column, constraint }: Report): string {
  const copied = where?.match(/^COPY (\S+), line (\d+)(?:, column (\S+?):)?/);
  const named = (kind: string, name: string | undefined) =>
    name && !message.includes(`"${name}"`) ? `${kind} ${name}` : undefined;
  const place = [
    named('column', copied?.[3] ?? column),
    named('table', copied?.[1] ?? table),
    named('constraint', constraint),
    copied && `row ${copied[2]}`,
  ].filter((text) => text);
  const state =
    severity && !byCode[code ?? ''] && !byCode[code?.slice(0, 2) ?? ''] ? ` (SQLSTATE ${code})` : '';
  return `${withoutValue(message)}${place.length > 0 ? `, ${place.join(', ')}` : ''}${state}`;
}

/** `invalid input value for enum state: "..."` without the value: it may be what somebody said. */
const withoutValue = (message: string): string => message.replace(/: ".*"$/s, '');

/** `Key (title)=(...) already exists.` without the value, unless that is ids. */
function withoutKey(detail: string): string {
  return detail
    .replace(/=\((.*?)\)(?= [a-z])/s, (part, value: string) => (/^[\d, a-f-]+$/.test(value) ? part : ''))
    .replace(/\.$/, '');
}

function lost(why = 'the connection was lost'): Words {
  return {
    why,
    next: 'See in the log of the server why, then run the command again: it looks what has arrived.',
  };
}

const fixed = (why: string, next: string) => () => ({ why, next });
const serverSays = (next: string) => (report: Report) => ({ why: said(report), next });

const network = 'Check the network, a VPN or a firewall.';
const passwords =
  'Set PGPASSWORD, or add a line host:port:database:user:password to ~/.pgpass (or the file in PGPASSFILE), readable by you alone.';

/** By SQLSTATE, its class, or the code of a socket. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const byCode: Readonly<Record<string, (report: Report, context: Context) => Words>> = {
  ECONNREFUSED: fixed(
    'nothing takes connections there',
    'Check host and port, and that the server is running.',
  ),
  ENOTFOUND: fixed('its host is unknown', 'Check how the host is written.'),
  EAI_AGAIN: fixed(
    'its host could not be looked up',
    'Check the network and its name server, then try again.',
  ),
  EHOSTUNREACH: fixed('no way leads to its host', network),
  ENETUNREACH: fixed('no way leads to its network', network),
  ETIMEDOUT: fixed('it does not answer', network),
  ENOENT: fixed(
    'no server has its socket in that folder',
    'Check that a server is running on this machine, or name its host: --url postgresql://HOST/DATABASE.',
  ),
  EACCES: fixed('you may not use its socket', 'Connect by name: host=localhost.'),
  ECONNRESET: () => lost(),
  EPIPE: () => lost(),
  SILENT: fixed(
    'the server has stopped answering',
    'See whether it is running and has memory and disk left, then run the command again: it looks what has arrived.',
  ),
  NO_PASSWORD: (_, { settings: { user, warnings } }) => ({
    why: `it wants a password for ${user}, and none was found${warnings.map((text) => `; ${text}`).join('')}`,
    next: passwords,
  }),
  ONLY_READS: fixed('none of its servers takes changes', 'Name the one that is not a standby.'),
  NOT_BOUND: fixed(
    'it does not offer channel binding, which channel_binding=require asks for',
    'Use TLS and a password of the kind scram-sha-256, or write channel_binding=prefer.',
  ),

  '08': (report) => lost(said(report)),
  '0A000': serverSays('This server cannot do that: use a newer one, or another target.'),
  '22': serverSays('Change the value in scribe, or widen the column there, then run the command again.'),
  '22001': serverSays('Widen the column there, or shorten the value in scribe, then run the command again.'),
  '22P05': serverSays('The database cannot hold this character: its encoding should be UTF8.'),
  '23': (report) => ({
    why: [
      said(report),
      report.detail && !report.detail.startsWith('Failing row') ? withoutKey(report.detail) : undefined,
    ]
      .filter((text) => text)
      .join(': '),
    next: 'Change the value in scribe or the row there so that both fit, then run the command again.',
  }),
  '25006': fixed(
    'the server only reads',
    'Connect to the primary instead of a standby, or see default_transaction_read_only.',
  ),
  '25P03': (report) => lost(said(report)),
  '28000': (report, { settings }) => ({
    why: said(report),
    next: `An administrator can let ${settings.user} in: a role that may log in, and a line of pg_hba.conf.`,
  }),
  '28P01': (report) => ({ why: said(report), next: passwords }),
  '3D000': (report, { settings }) => ({
    why: said(report),
    next: `Create it (createdb ${settings.database}), or correct its name.`,
  }),
  '40001': serverSays('Somebody changed the same rows at that moment: run the command again.'),
  '40P01': serverSays('Somebody changed the same rows at that moment: run the command again.'),
  '42501': (report, { settings }) => ({
    why: `${said(report)} (user ${settings.user})`,
    next: `Let its owner run: GRANT ... TO ${settings.user}, or connect as another user.`,
  }),
  '42P01': serverSays(
    'Create the tables of the target (--create-schema in an empty database), or correct search_path.',
  ),
  '53': serverSays('Ask the administrator of the server for more room, then run the command again.'),
  '53100': (report) => ({
    why: `the disk of the server is full: ${said(report)}`,
    next: 'Free some space there, then run the command again.',
  }),
  '53300': serverSays('Wait until others have disconnected, or let the administrator raise max_connections.'),
  '55P03': serverSays(
    'Somebody holds a lock on these tables: run the command again when they have finished.',
  ),
  '57014': (report) =>
    /statement timeout/.test(report.message)
      ? {
          why: 'a statement took longer than the server allows',
          next: "Give it longer: PGOPTIONS='-c statement_timeout=0', or send fewer meetings at once.",
        }
      : { why: said(report), next: 'Somebody ended the statement on the server: run the command again.' },
  '57P01': ({ message }) =>
    lost(
      message.includes('unexpected postmaster exit')
        ? 'the server crashed'
        : 'the server was shut down, or an administrator ended the connection',
    ),
  '57P02': () => lost('the server crashed'),
  '57P03': serverSays('Wait a moment, then run the command again.'),
  '57P05': (report) => lost(said(report)),
  '58': serverSays('The disk of the server has a problem: see its log.'),
  P0001: serverSays('A rule of the database refused it: see its trigger or function.'),
  XX: serverSays('The server has a problem of its own: see its log.'),
};

const certificates: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by nobody but itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate comes from an authority that is not trusted here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate comes from an authority that is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate comes from an authority that is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate comes from an authority that is not trusted here',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  CERT_REVOKED: 'its certificate was revoked',
};

/** The handshake failed. */
function certificate({ code = '', message, cert }: Report): Words {
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return {
      why: `its certificate is for another host (${cert?.subjectaltname ?? message})`,
      next: 'Write the host as its certificate has it, or get a certificate for this host.',
    };
  const why = certificates[code];
  if (why)
    return {
      why,
      next: 'Name the certificate of the right authority with sslrootcert=FILE, or renew the one of the server.',
    };
  return {
    why: `no encrypted connection came about: ${message}`,
    next: 'Compare the versions of TLS and the certificates of both sides.',
  };
}
