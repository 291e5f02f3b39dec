import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConnection } from '../../src/postgres/connection-settings.js';
import { describeTables, hasVectors } from '../../src/postgres/describe-tables.js';
import { openSession, type Session } from '../../src/postgres/session.js';
import { startPglite } from './pglite.js';
import { type PostgresServer, startPostgres } from './server.js';

let server: PostgresServer;
let owner: Session;
let guest: Session;
const open = (url: string) => openSession(readConnection(url, {}), { purpose: 'Exporting to' });

beforeAll(async () => {
  server = await startPostgres();
  const url = await server.createDatabase();
  owner = await open(url);
  await owner.execute(`
    CREATE ROLE guest LOGIN PASSWORD 'guest';
    CREATE SCHEMA "Other"; CREATE SCHEMA closed;
    CREATE TYPE mood AS ENUM ('sad', 'ok');
    CREATE TABLE people (id uuid PRIMARY KEY, name varchar(20) NOT NULL, email text UNIQUE, mood mood DEFAULT 'ok', gone int);
    ALTER TABLE people DROP COLUMN gone;
    CREATE UNIQUE INDEX ON people (lower(name)); CREATE UNIQUE INDEX ON people (name) WHERE email IS NULL;
    CREATE UNIQUE INDEX ON people (name, mood) INCLUDE (email);
    CREATE TABLE "Other"."My notes" (id serial, number bigint GENERATED ALWAYS AS IDENTITY, b int, a int,
      twice int GENERATED ALWAYS AS (a * 2) STORED, at timestamptz(3) NOT NULL DEFAULT now(), person uuid REFERENCES people,
      PRIMARY KEY (b, a));
    ALTER TABLE "Other"."My notes" ENABLE ROW LEVEL SECURITY;
    CREATE VIEW seen AS SELECT * FROM people;
    GRANT SELECT ON people TO guest; GRANT INSERT (id, name) ON people TO guest; GRANT USAGE ON SCHEMA "Other" TO guest;`);
  guest = await open(url.replace(/\/\/[^@]*/, '//guest:guest'));
});
afterAll(async () => {
  await owner.close();
  await guest.close();
  await server.stop();
});

describe('a table is described', () => {
  it('with its columns, keys and enums', async () => {
    const found = await describeTables(owner, [
      'people',
      '"Other"."My notes"',
      'seen',
      'missing',
      'nowhere.at_all',
    ]);
    expect([...found.keys()]).toEqual(['people', '"Other"."My notes"', 'seen', 'missing', 'nowhere.at_all']);
    expect(found.get('missing')).toBeNull();
    expect(found.get('nowhere.at_all')).toBeNull();
    expect(found.get('seen')?.isTable).toBe(false);
    const people = found.get('people')!;
    expect(people).toMatchObject({
      schema: 'public',
      name: 'people',
      isTable: true,
      primaryKey: ['id'],
      foreignKeys: [],
      hidesRows: false,
      mayDelete: true,
    });
    expect(people.unique).toEqual([['email'], ['name', 'mood']]);
    expect(Object.keys(people.columns)).toEqual(['id', 'name', 'email', 'mood']);
    expect(people.columns.name).toEqual({
      type: 'character varying(20)',
      bareType: 'character varying',
      labels: null,
      nullable: false,
      default: null,
      identity: null,
      generated: false,
      sequence: null,
      maySelect: true,
      mayInsert: true,
      mayUpdate: true,
    });
    expect(people.columns.mood).toMatchObject({ type: 'mood', labels: ['sad', 'ok'], default: "'ok'::mood" });
    const notes = found.get('"Other"."My notes"')!;
    expect(notes).toMatchObject({ schema: 'Other', name: 'My notes', primaryKey: ['b', 'a'] });
    expect(notes.foreignKeys).toEqual([
      { name: 'My notes_person_fkey', table: 'people', columns: ['person'], references: ['id'] },
    ]);
    expect(notes.columns.id).toMatchObject({
      type: 'integer',
      sequence: '"Other"."My notes_id_seq"',
      identity: null,
    });
    expect(notes.columns.number).toMatchObject({
      identity: 'always',
      sequence: '"Other"."My notes_number_seq"',
    });
    expect(notes.columns.twice).toMatchObject({ generated: true, default: null });
    expect(notes.columns.at).toMatchObject({
      type: 'timestamp(3) with time zone',
      nullable: false,
      default: 'now()',
    });
  });

  it('as this user may use it', async () => {
    const found = await describeTables(guest, ['people', '"Other"."My notes"']);
    const people = found.get('people')!;
    expect(people.mayDelete).toBe(false);
    expect(people.columns.name).toMatchObject({ maySelect: true, mayInsert: true, mayUpdate: false });
    expect(people.columns.email).toMatchObject({ maySelect: true, mayInsert: false });
    expect(found.get('"Other"."My notes"')).toMatchObject({
      hidesRows: true,
      columns: { a: { maySelect: false } },
    });
  });

  it('along the search path', async () => {
    await owner.execute('CREATE TABLE "Other".people (id integer); SET search_path = "Other", public');
    expect((await describeTables(owner, ['people'])).get('people')).toMatchObject({
      schema: 'Other',
      primaryKey: [],
    });
    await owner.execute('RESET search_path');
  });

  it('with vectors where pgvector is there', async () => {
    expect(await hasVectors(owner)).toBe(false);
    const lite = await startPglite();
    const session = await open(lite.url);
    expect(await hasVectors(session)).toBe(true);
    await session.execute('CREATE TABLE voices (id integer, embedding vector(512))');
    const voices = (await describeTables(session, ['voices'])).get('voices')!;
    expect(voices.columns.embedding).toMatchObject({ type: 'vector(512)', bareType: 'vector' });
    await session.close();
    await lite.stop();
  });
});
