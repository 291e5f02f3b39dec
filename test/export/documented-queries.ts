import { readFileSync } from 'node:fs';
import type pg from 'pg';
import { repo } from '../shared.js';

interface DocumentedQuery {
  /** What is asked, from the comment above it. */
  readonly question: string;
  readonly sql: string;
  /** The rows of the answer, cell by cell, as psql shows them; NULL is an empty cell in quotes: ''. */
  readonly answer: readonly string[];
}

/**
 * The queries of `test/export/<target>.sql`. Each is a comment with the question, a statement, and a comment that begins with
 * `-->` for each row of the answer, its cells divided by bars.
 */
function readQueries(target: string): readonly DocumentedQuery[] {
  const text = readFileSync(repo('test', 'export', `${target}.sql`), 'utf8');
  return [...text.matchAll(/^((?:-- .*\n)+)((?!--)[\s\S]*?;)\n((?:-->.*(?:\n|$))*)/gm)].map(
    ([, head, sql, answer]) => ({
      question: head.replaceAll(/^-- /gm, '').replaceAll('\n', ' ').trim(),
      sql,
      answer: answer
        .split('\n')
        .filter(Boolean)
        .map((line) => line.slice(3).trim()),
    }),
  );
}

/** Asks all of them, and gives the answers beside those that are expected. */
export async function askQueries(client: pg.Client, target: string) {
  const queries = readQueries(target);
  const found: Record<string, readonly string[]> = {};
  for (const { question, sql } of queries) {
    const { rows } = await client.query<unknown[]>({ text: sql, rowMode: 'array' });
    found[question] = rows.map((row) => row.map((cell) => (cell === null ? "''" : String(cell))).join(' | '));
  }
  return { found, expected: Object.fromEntries(queries.map(({ question, answer }) => [question, answer])) };
}
