import { readFileSync, statSync } from 'node:fs';
import { errorCode } from '../platform/disk-errors.js';

interface Account {
  /** `localhost` for a unix socket in the usual folder. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/** Four fields, each ended by a colon, and the password; a backslash takes a colon or a backslash into a field. */
const entry = new RegExp(`^${'((?:[^:\\\\]|\\\\.)*):'.repeat(4)}((?:[^:\\\\]|\\\\.)*)`);

/**
 * The password of an account in a file of libpq (`~/.pgpass`): the first line `host:port:database:user:password` that fits, where `*`
 * fits everything. https://www.postgresql.org/docs/current/libpq-pgpass.html
 *
 * Like libpq, a file that others may read is not used: `ignored` says so.
 */
export function findPassword(
  file: string,
  account: Account,
): { readonly password?: string; readonly ignored?: string } {
  let content: string;
  try {
    const { mode } = statSync(file);
    if (process.platform !== 'win32' && mode & 0o077)
      return { ignored: `${file} is not used, because other users may read it; run: chmod 600 ${file}` };
    content = readFileSync(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return {};
    return { ignored: `${file} cannot be read (${errorCode(error)})` };
  }
  const wanted = [account.host, `${account.port}`, account.database, account.user];
  for (const line of content.split(/\r?\n/)) {
    if (line.startsWith('#')) continue;
    const fields = entry.exec(line)?.slice(1);
    if (!fields) continue;
    const plain = (field: string) => field.replace(/\\(.)/g, '$1');
    if (wanted.every((value, place) => fields[place] === '*' || plain(fields[place]) === value))
      return { password: plain(fields[4]) };
  }
  return {};
}
