import { readFileSync } from 'node:fs';
import { ScribeError } from '../errors.js';
import { errorCode } from '../platform/disk-errors.js';
import type { Parameters } from './parse-url.js';

/**
 * The parameters of a service: `[name]`, then `key=value` lines, in the first of the files that has it.
 * https://www.postgresql.org/docs/current/libpq-pgservice.html
 *
 * @throws ScribeError USAGE when no file has it, or one cannot be read.
 */
export function readService(name: string, files: readonly string[]): Parameters {
  for (const file of files) {
    const found = serviceIn(file, name);
    if (found) return found;
  }
  throw new ScribeError('USAGE', `The Postgres service "${name}" is not in ${files.join(' or ')}.`, {
    hint: `Add lines like these to ${files[0]}: [${name}], host=db.example, dbname=meetings, user=anna`,
  });
}

function serviceIn(file: string, name: string): Parameters | null {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return null;
    throw new ScribeError(
      'USAGE',
      `Reading the Postgres services in ${file} failed: ${(cause as Error).message}.`,
      {
        hint: 'Check the permissions of the file, or name another one with PGSERVICEFILE.',
        cause,
      },
    );
  }
  let found: Record<string, string> | null = null;
  for (const [index, line] of content.split(/\r?\n/).entries()) {
    const text = line.trim();
    if (!text || text.startsWith('#')) continue;
    if (text.startsWith('[')) {
      if (found) break;
      if (text === `[${name}]`) found = {};
    } else if (found) {
      const [, key, value] = text.match(/^([^=]+?)\s*=\s*(.*)$/) ?? [];
      if (!key || key === 'service')
        throw new ScribeError(
          'USAGE',
          `Reading the Postgres service "${name}": line ${index + 1} of ${file} is not key=value.`,
          {
            hint: 'Write one parameter a line, for instance host=db.example.',
          },
        );
      found[key] = value;
    }
  }
  return found;
}
