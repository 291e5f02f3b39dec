import { ScribeError } from '../errors.js';

/** Parameters of a connection by the names that libpq has for them. */
export type Parameters = Readonly<Record<string, string>>;

/**
 * A URL (`postgresql://user@host:port/database?sslmode=require`, also with several hosts) or `key=value` pairs, as libpq reads them:
 * https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING. Nothing that goes wrong repeats the text: it may hold a
 * password.
 *
 * @throws ScribeError USAGE for anything else.
 */
export function parseUrl(text: string): Parameters {
  const trimmed = text.trim();
  if (!trimmed) return {};
  if (/^postgres(ql)?:\/\//.test(trimmed)) return fromUrl(trimmed.replace(/^[a-z]+:\/\//, ''));
  if (/^[a-z_]+\s*=/.test(trimmed)) return fromPairs(trimmed);
  throw invalid('it is neither a URL nor key=value pairs');
}

function fromUrl(rest: string): Parameters {
  const found: Record<string, string> = {};
  const [, authority, path, query] = rest.match(/^([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/s) ?? [];
  if (authority === undefined) throw invalid('its parts cannot be told apart');
  const at = authority.lastIndexOf('@');
  if (at >= 0) {
    const [, user, password] = authority.slice(0, at).match(/^([^:]*)(?::(.*))?$/s)!;
    if (user) found.user = decoded(user);
    if (password) found.password = decoded(password);
  }
  const hosts: string[] = [];
  const ports: string[] = [];
  for (const place of authority.slice(at + 1).split(',')) {
    const match = place.match(/^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/);
    if (!match)
      throw invalid('an IPv6 address must stand in brackets, and special characters of a password as %XX');
    hosts.push(decoded(match[1] ?? match[2]));
    ports.push(match[3] ?? '');
  }
  if (hosts.some((host) => host)) found.host = hosts.join(',');
  if (ports.some((port) => port)) found.port = ports.join(',');
  if (path) found.dbname = decoded(path);
  for (const pair of (query ?? '').split('&').filter((text) => text)) {
    const [, key, value] = pair.match(/^([^=]*)=(.*)$/s) ?? [];
    if (!key) throw invalid('a parameter after the ? is not written as name=value');
    // What JDBC writes, libpq takes as well.
    if (decoded(key) === 'ssl' && value === 'true') found.sslmode = 'require';
    else found[decoded(key)] = decoded(value);
  }
  return found;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid('a % is not followed by two digits of a character; a % itself is written %25');
  }
}

/** `host=db.example dbname='my meetings'`; a quote or backslash inside is written after a backslash. */
function fromPairs(text: string): Parameters {
  const found: Record<string, string> = {};
  const pair = /\s*([a-z_]+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s'\\]|\\.)*))(?=\s|$)/sy;
  while (pair.lastIndex < text.length) {
    const match = pair.exec(text);
    if (!match)
      throw invalid(
        'a value with spaces or quotes must stand in single quotes, with a backslash before a quote',
      );
    found[match[1]] = (match[2] ?? match[3]).replace(/\\(.)/gs, '$1');
  }
  return found;
}

function invalid(why: string): ScribeError {
  return new ScribeError('USAGE', `The address of the Postgres server cannot be read: ${why}.`, {
    hint: 'Write it like postgresql://user@db.example:5432/meetings, and keep the password in PGPASSFILE or PGPASSWORD.',
  });
}
