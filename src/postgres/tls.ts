import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ConnectionOptions, SecureVersion } from 'node:tls';
import { ScribeError } from '../errors.js';
import { errorCode } from '../platform/disk-errors.js';
import type { Parameters } from './parse-url.js';

/** How one attempt to connect is made: in the clear (false), or with TLS. */
export type Attempt = false | ConnectionOptions;

const modes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;

/**
 * What `sslmode` and the files of certificates mean, as libpq has it: https://www.postgresql.org/docs/current/libpq-ssl.html.
 * Only verify-ca and verify-full promise that the server is the right one; the others verify where a root certificate is there.
 *
 * @param folder Where libpq looks for certificates that are not named: `~/.postgresql`.
 * @returns Attempts in their order: the next one is made where the server will not have this one.
 * @throws ScribeError USAGE for an unknown mode, or a file that is missing or open to others.
 */
export function tlsAttempts(parameters: Parameters, folder: string): readonly Attempt[] {
  const fromSystem = parameters.sslrootcert === 'system';
  const text = parameters.sslmode ?? (fromSystem ? 'verify-full' : 'prefer');
  const mode = modes.find((known) => known === text);
  if (!mode) throw usage(`sslmode "${text}" is unknown`, `Write one of ${modes.join(', ')}.`);
  if (mode === 'disable') return [false];
  if (fromSystem && mode !== 'verify-full')
    throw usage(`sslmode ${mode} is too weak for sslrootcert=system`, 'Write sslmode=verify-full.');
  const root = fromSystem ? null : readIfThere(parameters.sslrootcert, join(folder, 'root.crt'));
  const verifies = mode.startsWith('verify');
  if (verifies && !fromSystem && !root)
    throw usage(
      `sslmode ${mode} needs the certificate of the authority that signed the server's, and ${join(folder, 'root.crt')} is not there`,
      'Name the file with sslrootcert=FILE, or write sslrootcert=system for authorities that everybody trusts.',
    );
  const cert = readIfThere(parameters.sslcert, join(folder, 'postgresql.crt'));
  const revoked = readIfThere(parameters.sslcrl, join(folder, 'root.crl'));
  const tls: ConnectionOptions = {
    rejectUnauthorized: verifies || root !== null,
    ...(root && { ca: root.content }),
    ...(revoked && { crl: revoked.content }),
    ...(cert && { cert: cert.content, ...readKey(parameters, folder) }),
    minVersion: version(parameters.ssl_min_protocol_version ?? 'TLSv1.2'),
    ...(parameters.ssl_max_protocol_version && { maxVersion: version(parameters.ssl_max_protocol_version) }),
    ...(mode !== 'verify-full' && { checkServerIdentity: () => undefined }),
  };
  if (mode === 'allow') return [false, tls];
  return mode === 'prefer' ? [tls, false] : [tls];
}

interface File {
  readonly path: string;
  readonly content: Buffer;
}

/** A file that is named must be there; one in the usual place need not. */
function readIfThere(named: string | undefined, usual: string): File | null {
  const path = named || usual;
  try {
    return { path, content: readFileSync(path) };
  } catch (cause) {
    if (!named && ['ENOENT', 'ENOTDIR'].includes(errorCode(cause))) return null;
    throw usage(
      `reading ${path} failed: ${(cause as Error).message}`,
      'Check the path and its permissions.',
      cause,
    );
  }
}

/** libpq refuses a private key that others can read; root may share one with a group. */
function readKey(parameters: Parameters, folder: string): ConnectionOptions {
  const file = readIfThere(parameters.sslkey, join(folder, 'postgresql.key'));
  if (!file)
    throw usage('a certificate for this client is there, but not its key', 'Name the key with sslkey=FILE.');
  const { mode, uid } = statSync(file.path);
  if (process.platform !== 'win32' && mode & (uid === 0 ? 0o027 : 0o077))
    throw usage(`the key ${file.path} can be read by others`, `Run: chmod 600 ${file.path}`);
  return { key: file.content, ...(parameters.sslpassword && { passphrase: parameters.sslpassword }) };
}

function version(text: string): SecureVersion {
  const known = (['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const).find((name) => name === text);
  if (!known) throw usage(`"${text}" is no version of TLS`, 'Write TLSv1.2 or TLSv1.3.');
  return known;
}

function usage(why: string, hint: string, cause?: unknown): ScribeError {
  return new ScribeError('USAGE', `The connection to Postgres cannot be encrypted as asked: ${why}.`, {
    hint,
    cause,
  });
}
