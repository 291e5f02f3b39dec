import { chooseDueUnits, readDueUnits, type UnitSelection } from '../store/due-units.js';
import type { Store } from '../store/store.js';
import type { Compromises } from './cells.js';
import {
  eraseVoices,
  insertMissing,
  makeRoom,
  removeUnsent,
  updateChanged,
  verify,
} from './merge-statements.js';
import { readSchemaFiles } from './schema-files.js';
import { stagedRows } from './stage-rows.js';
import {
  analyzeStaged,
  checkReferences,
  copyStaged,
  createTemporary,
  resolveKeys,
} from './stage-statements.js';
import { planTables, type TablePlan } from './table-plan.js';
import { lockKey } from './take-turn.js';
import type { Target } from './target.js';

export interface ScriptOptions {
  readonly target: Target;
  readonly selection: UnitSelection;
  readonly voiceprints: boolean;
  readonly createSchema: boolean;
  readonly compromises: Compromises;
}

/**
 * The same export as a script for `psql -v ON_ERROR_STOP=1 -f FILE`, in pieces. It knows no server: everything that is
 * selected is in it, and running it twice changes nothing. Of a meeting in core it removes what the meeting no longer has;
 * otherwise it removes nothing, as it cannot know what was sent.
 */
export function* exportScript(snapshot: Store, options: ScriptOptions): Generator<string> {
  const { target, selection, voiceprints, createSchema, compromises } = options;
  chooseDueUnits(snapshot, 0, selection, null);
  const numbers = new Map(readDueUnits(snapshot).map(({ unit }, i) => [unit, i + 1]));
  const plans = planTables(target, { voiceprints, voicesSent: false, there: null });
  yield `-- What scribe exports into the tables of ${target.name}. Run: psql -v ON_ERROR_STOP=1 -f FILE
\\set ON_ERROR_STOP on
SET client_encoding = 'UTF8';
SET client_min_messages = warning;
SET standard_conforming_strings = on;
DO $scribe$ BEGIN PERFORM pg_advisory_lock(${lockKey(target.name)}); END $scribe$;
BEGIN ISOLATION LEVEL REPEATABLE READ;
SET LOCAL TimeZone = 'UTC';
SET LOCAL DateStyle = 'ISO, YMD';
SET LOCAL scribe.mirror = 'on';
`;
  if (createSchema) yield* schemaOf(target);
  for (const plan of plans) {
    yield `\n-- ${plan.table.name}\n${createTemporary(plan)}\n${copyStaged(plan)};\n`;
    const rows = stagedRows(plan, {
      snapshot,
      numbers,
      typeOf: (table, column) => documentedType(target, table, column),
      compromises,
      refer: () => {},
      advance: () => {},
    });
    for (const piece of rows) yield withoutHazards(piece);
    yield `\\.\n${analyzeStaged(plan)};\n`;
  }
  for (const statement of statementsOf(plans)) yield `${statement};\n`;
  yield `COMMIT;\nDO $scribe$ BEGIN PERFORM pg_advisory_unlock(${lockKey(target.name)}); END $scribe$;\n`;
}

function* statementsOf(plans: readonly TablePlan[]): Generator<string> {
  for (const plan of plans) if (plan.mapped) yield* resolveKeys(plan);
  for (const plan of plans) yield* checkReferences(plan);
  const changes = [
    ...[...plans].reverse().map((plan) => removeUnsent(plan, plans)),
    ...plans.flatMap((plan) => [makeRoom(plan), updateChanged(plan), eraseVoices(plan), insertMissing(plan)]),
  ];
  for (const statement of changes) if (statement !== null) yield statement;
  for (const plan of plans) yield verify(plan);
}

/** Makes the tables where the first one is missing. */
function* schemaOf({ name, tables }: Target): Generator<string> {
  yield `SELECT to_regclass('${tables[0].name}') IS NULL AS scribe_makes_tables \\gset\n\\if :scribe_makes_tables\n`;
  for (const { sql } of readSchemaFiles(name)) yield `${sql}\n`;
  yield '\\endif\n';
}

/** Nobody has asked the server: the columns are what the document of the target says. */
function documentedType(target: Target, table: string, column: string): string {
  const { kind } = target.tables.find(({ name }) => name === table)!.columns[column];
  if (kind === 'vector') return target.name === 'core' ? 'real[]' : 'vector(512)';
  return kind === 'boolean' ? 'boolean' : 'text';
}

/** Characters that a terminal would obey stand as the escapes of COPY, byte by byte. */
function withoutHazards(piece: string): string {
  return piece.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb]/g,
    (character) =>
      [...Buffer.from(character)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join(''),
  );
}
