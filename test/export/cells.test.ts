import { describe, expect, it } from 'vitest';
import { encoderFor } from '../../src/export/cells.js';
import type { TargetColumn } from '../../src/export/target.js';
import { toBlob } from '../../src/store/columns.js';

function encode(column: TargetColumn, type: string, value: unknown) {
  const compromises = { replaced: 0, cut: 0 };
  return { text: encoderFor(column, type, compromises)(value), ...compromises };
}

const textOf = (column: TargetColumn, type: string, value: unknown) => encode(column, type, value).text;

describe('a value of the store is written', () => {
  it.each<[string, TargetColumn, string, unknown, string | null]>([
    ['NULL', { kind: 'text' }, 'text', null, null],
    ['a truth value', { kind: 'boolean' }, 'boolean', 1, 'true'],
    ['a truth value as a number', { kind: 'boolean' }, 'integer', 0, '0'],
    ['bytes', { kind: 'bytes' }, 'bytea', Buffer.from([0, 255]), '\\x00ff'],
    [
      'a moment',
      { kind: 'moment' },
      'timestamp with time zone',
      '2026-01-05T09:00:00.000Z',
      '2026-01-05T09:00:00.000Z',
    ],
    ['a number', { kind: 'number' }, 'double precision', 1 / 3, '0.3333333333333333'],
    ['a list', { kind: 'json' }, 'text[]', '["a", "b\\"c", null]', '{"a","b\\"c",NULL}'],
    ['a document', { kind: 'json' }, 'jsonb', '{"a": "\\u00e9"}', '{"a": "\\u00e9"}'],
  ])('%s', (_what, column, type, value, written) => {
    expect(textOf(column, type, value)).toBe(written);
  });

  it('as a vector that is as wide as its column, exactly', () => {
    const numbers = Float32Array.of(0.1, -1 / 3, 1e-8, 0);
    const written = textOf({ kind: 'vector' }, 'vector(6)', toBlob(numbers))!;
    const read = written.slice(1, -1).split(',').map(Number);
    expect(written[0]).toBe('{');
    expect(read).toHaveLength(6);
    expect(Float32Array.from(read.slice(0, 4))).toEqual(numbers);
    expect(read.slice(4)).toEqual([0, 0]);
    expect(textOf({ kind: 'vector' }, 'jsonb', toBlob(Float32Array.of(1, 2)))).toBe('[1,2]');
    expect(textOf({ kind: 'vector' }, 'real[]', toBlob(Float32Array.of(1, 2)))).toBe('{1,2}');
  });

  it('without what Postgres cannot keep, which is counted', () => {
    expect(encode({ kind: 'text' }, 'text', 'a\0b')).toEqual({ text: 'a\ufffdb', replaced: 1, cut: 0 });
    expect(encode({ kind: 'text' }, 'text', '🌊 \ud83c')).toEqual({ text: '🌊 \ufffd', replaced: 1, cut: 0 });
    expect(encode({ kind: 'json' }, 'jsonb', '{"k\\u0000": ["\\ud800", "\\ud83c\\udf0a"]}')).toEqual({
      text: '{"k\ufffd":["\ufffd","🌊"]}',
      replaced: 1,
      cut: 0,
    });
    expect(encode({ kind: 'json' }, 'jsonb', '["\\ud83c\\udf0a"]').replaced).toBe(0);
    expect(encode({ kind: 'json' }, 'text[]', '["a\\u0000", "\\ud800"]')).toEqual({
      text: '{"a\ufffd","\ufffd"}',
      replaced: 1,
      cut: 0,
    });
    expect(encode({ kind: 'json' }, 'jsonb', '["\\\\u0000"]')).toMatchObject({
      text: '["\\\\u0000"]',
      replaced: 0,
    });
  });

  it('as much of it as the column takes, which is counted', () => {
    const column = { kind: 'text', longest: 3 } as const;
    expect(encode(column, 'character varying(3)', 'a🌊bc')).toEqual({ text: 'a🌊b', replaced: 0, cut: 1 });
    expect(encode(column, 'character varying(3)', '🌊🌊')).toMatchObject({ text: '🌊🌊', cut: 0 });
  });
});
