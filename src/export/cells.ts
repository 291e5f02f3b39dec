import { toFloats } from '../store/columns.js';
import type { TargetColumn } from './target.js';

/** What was changed on the way, because no server could take it as it is. */
export interface Compromises {
  /** Texts in which characters that Postgres has no place for became U+FFFD. */
  replaced: number;
  /** Texts that were cut to what the column takes. */
  cut: number;
}

/** A value of the store as the text that COPY takes, without escapes; null: NULL. */
export type Encode = (value: unknown) => string | null;

/**
 * How values of a column are written for the type that it has on the server.
 *
 * @param type as `format_type` gives it: `vector(512)`, `real[]`, `jsonb`
 */
export function encoderFor(column: TargetColumn, type: string, compromises: Compromises): Encode {
  const encode = encoderOf(column, type, compromises);
  return (value) => (value === null || value === undefined ? null : encode(value));
}

function encoderOf(
  { kind, longest }: TargetColumn,
  type: string,
  compromises: Compromises,
): (value: unknown) => string {
  switch (kind) {
    case 'boolean':
      if (/^(boolean|text|character)/.test(type)) return (value) => (value ? 'true' : 'false');
      return (value) => (value ? '1' : '0');
    case 'bytes':
      return (value) => `\\x${(value as Buffer).toString('hex')}`;
    case 'vector': {
      const width = Number(/^(?:\S+\.)?(?:half)?vec(?:tor)?\((\d+)\)$/.exec(type)?.[1] ?? 0);
      // A list of real numbers becomes whatever kind of vector the column is.
      const [open, close] = isDocument(type) ? '[]' : '{}';
      return (value) => {
        const numbers = Array.from(toFloats(value as Buffer), String);
        while (numbers.length < width) numbers.push('0');
        return `${open}${numbers.join()}${close}`;
      };
    }
    case 'json':
      if (type.endsWith('[]')) return (value) => toArray(cleanJson(String(value), compromises));
      return (value) => cleanJson(String(value), compromises);
    case 'text':
      return (value) => {
        const text = clean(String(value), compromises);
        return longest === undefined || text.length <= longest ? text : cut(text, longest, compromises);
      };
    default:
      return (value) => String(value);
  }
}

/** A vector is kept as JSON, or as its text. */
export const isDocument = (type: string): boolean => /^(json|text|character)/.test(type);

function cut(text: string, longest: number, compromises: Compromises): string {
  const characters = [...text];
  if (characters.length <= longest) return text;
  compromises.cut++;
  return characters.slice(0, longest).join('');
}

/** Postgres keeps neither U+0000 nor half of a pair. */
const unfit = /[\0\ud800-\udfff]/gu;

function clean(text: string, compromises: Compromises): string {
  if (text.search(unfit) < 0) return text;
  compromises.replaced++;
  return text.replace(unfit, '\ufffd');
}

/** In JSON they may also be written as escapes. */
function cleanJson(json: string, compromises: Compromises): string {
  const text = clean(json, compromises);
  if (!/\\u(0000|[dD][89a-fA-F])/.test(text)) return text;
  const inside = { replaced: 0, cut: 0 };
  const cleaned = JSON.stringify(JSON.parse(text), (_key, value) =>
    typeof value === 'string' ? clean(value, inside) : cleanKeys(value, inside),
  );
  if (inside.replaced === 0) return text;
  compromises.replaced++;
  return cleaned;
}

function cleanKeys(value: unknown, compromises: Compromises): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [clean(key, compromises), each]));
}

/** A JSON list as an array of the server. */
function toArray(json: string): string {
  const items = (JSON.parse(json) as unknown[]).map((item) =>
    item === null
      ? 'NULL'
      : `"${(typeof item === 'string' ? item : JSON.stringify(item)).replace(/[\\"]/g, '\\$&')}"`,
  );
  return `{${items.join(',')}}`;
}
