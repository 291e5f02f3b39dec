import { isDeepStrictEqual } from 'node:util';
import { PGlite } from '@electric-sql/pglite';
import { encoderFor } from '../../src/export/cells.js';
import type { TargetColumn } from '../../src/export/target.js';
import { copyFields, copyLine } from '../../src/postgres/copy-text.js';
import { type OpenArea, randomOf } from '../case.js';
import { hostileText } from '../hostile-text.js';

/** The kinds of columns that hold a text of somebody, as they are exported, by their type on the server. */
const columns: readonly (readonly [name: string, column: TargetColumn, type: string])[] = [
  ['content', { kind: 'text' }, 'text'],
  ['short', { kind: 'text', longest: 20 }, 'character varying(20)'],
  ['document', { kind: 'json' }, 'jsonb'],
  ['plain', { kind: 'json' }, 'json'],
  ['list', { kind: 'json' }, 'text[]'],
];

/** What a server can keep of a text. */
const fitting = (text: string): string => text.replace(/[\0\ud800-\udfff]/gu, '\ufffd');

/**
 * Texts that mean something to COPY, SQL, JSON or the arrays of Postgres, sent the way an export sends rows, into the
 * parser of Postgres itself (compiled to WebAssembly), and read back.
 */
export const openSql: OpenArea = async () => {
  const server = await PGlite.create();
  const definitions = columns.map(([name, , type]) => `${name} ${type}`).join(', ');
  await server.exec(`CREATE TABLE rows (number integer, ${definitions})`);
  let turn: Promise<unknown> = Promise.resolve();

  async function sendAndRead(texts: readonly string[]): Promise<string[]> {
    const faults: string[] = [];
    const encoders = columns.map(([, column, type]) => encoderFor(column, type, { replaced: 0, cut: 0 }));
    const lines = texts.map((text, number) => {
      const list = [text, null, 'a', text];
      const values = [
        text,
        text,
        JSON.stringify({ [text]: text, list }),
        JSON.stringify([text]),
        JSON.stringify(list),
      ];
      const fields = [String(number), ...encoders.map((encode, i) => encode(values[i]))];
      const line = copyLine(fields);
      if (JSON.stringify(copyFields(line.slice(0, -1))) !== JSON.stringify(fields))
        faults.push(`copyFields: ${line}`);
      return line;
    });
    await server.exec('TRUNCATE rows');
    const blob = new Blob([lines.join('')]);
    await server.query("COPY rows FROM '/dev/blob'", [], { blob });
    const { rows } = await server.query<Record<string, unknown>>('SELECT * FROM rows ORDER BY number');
    if (rows.length !== texts.length) faults.push(`${rows.length} rows of ${texts.length}`);
    for (const [i, row] of rows.entries()) {
      const text = fitting(texts[i] ?? '');
      const list = [text, null, 'a', text];
      const expected = [text, [...text].slice(0, 20).join(''), { [text]: text, list }, [text], list];
      for (const [c, [name]] of columns.entries())
        if (!isDeepStrictEqual(row[name], expected[c]))
          faults.push(`${name}: ${JSON.stringify(row[name])} instead of ${JSON.stringify(expected[c])}`);
    }
    return faults;
  }

  return {
    fixed: [],
    async run(seed) {
      const random = randomOf(seed);
      // PGlite, when it reads, takes U+FEFF at the beginning for a mark of the encoding.
      const texts = Array.from({ length: 1 + random.below(5) }, () =>
        hostileText(random).replace(/^\ufeff+/, ''),
      );
      // There is one table.
      const faults = turn
        .then(() => sendAndRead(texts))
        .catch((thrown: Error) => [`not taken: ${thrown.message}`]);
      turn = faults;
      return { what: JSON.stringify(texts).slice(0, 500), result: 'sent', faults: await faults };
    },
    close: () => server.close(),
  };
};
