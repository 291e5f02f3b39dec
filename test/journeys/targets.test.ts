import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Target } from '../../src/export/target.js';
import { openStore } from '../../src/store/open-store.js';
import type { Store } from '../../src/store/store.js';
import { changesOf, exportTo } from '../export/export-to.js';
import { type PostgresServer, startPostgres } from '../postgres/server.js';
import { hasShared, shared } from '../shared.js';
import { at } from '../store/fixture.js';
import { createFolders, example, runScribe } from './run-scribe.js';

/** Titles with how many turns, and how many of them a person with a profile says; null: the target does not keep that. */
const questions: Readonly<Record<Exclude<Target['name'], 'rooms'>, string>> = {
  core: `SELECT m.title, count(*)::int AS turns, count(s.user_profile_id)::int AS named
    FROM meetings m JOIN transcriptions t ON t.meeting_id = m.id JOIN transcript_segments g ON g.transcription_id = t.id
    LEFT JOIN speakers s ON s.id = g.speaker_id GROUP BY m.id ORDER BY m.title`,
  wordloop: `SELECT m.title, count(*)::int AS turns, count(g.person_id)::int AS named
    FROM meetings m JOIN transcriptions t ON t.meeting_id = m.id JOIN transcript_segments g ON g.transcription_id = t.id
    GROUP BY m.id ORDER BY m.title`,
  mina: `SELECT m.title, count(*)::int AS turns, count(*) FILTER (WHERE g.speaker IN ('Maya', 'Tom'))::int AS named
    FROM meeting m JOIN session s ON s.external_id = m.session_id JOIN segment g ON g.session_id = s.id
    WHERE m.status = 'completed' GROUP BY m.id ORDER BY m.title`,
  scryon: `SELECT c.title, NULL::int AS turns, NULL::int AS named
    FROM call_records c JOIN call_artifacts a ON a.call_id = c.id WHERE c.status = 'COMPLETED' AND a.byte_size > 0
    GROUP BY c.id ORDER BY c.title`,
};

interface Facts {
  readonly title: string;
  readonly turns: number | null;
  readonly named: number | null;
}

const folders = createFolders();
const home = folders.make();
let server: PostgresServer;

/** The three read meetings and the sample, of which two people are enrolled. */
beforeAll(async () => {
  if (!hasShared) return;
  server = await startPostgres();
  const run = async (...args: string[]) => {
    const finished = await runScribe(home, args);
    expect(finished.status, finished.stderr).toBe(0);
  };
  await run('speakers', 'enroll', 'Maya', example('voice-maya.ogg'), '--consent');
  await run('speakers', 'enroll', 'Tom', example('voice-tom.ogg'), '--consent');
  const meetings = readdirSync(shared('audio', 'meetings')).filter((name) => name.endsWith('.flac'));
  await run(
    'ingest',
    ...meetings.map((name) => shared('audio', 'meetings', name)),
    example('standup.ogg'),
    '--quiet',
  );
}, 300_000);
afterAll(async () => {
  folders.remove();
  await server?.stop();
});

/** What the rendered transcripts say. */
function renderedFacts(): Facts[] {
  return readdirSync(join(home, 'artifacts'))
    .map((id) => JSON.parse(readFileSync(join(home, 'artifacts', id, 'transcript.json'), 'utf8')))
    .map(({ title, turns, speakers }) => {
      const profiles = new Set(
        (speakers as { clusterId: string; identified: boolean }[])
          .filter(({ identified }) => identified)
          .map(({ clusterId }) => clusterId),
      );
      const named = (turns as { clusterId: string }[]).filter(({ clusterId }) => profiles.has(clusterId));
      return { title: title as string, turns: turns.length as number, named: named.length };
    })
    .sort((a, b) => (a.title < b.title ? -1 : 1));
}

async function withHome<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const store = openStore({ home, now: at(60) });
  try {
    return await work(store);
  } finally {
    store.close();
  }
}

async function ask<Row extends object>(url: string, query: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(query)).rows;
  } finally {
    await client.end();
  }
}

describe.runIf(hasShared)('real meetings', () => {
  it.each(Object.keys(questions) as (keyof typeof questions)[])(
    'are in %s as they were rendered',
    async (target) => {
      const url = await server.createDatabase();
      await withHome((store) => exportTo(url, store, { target, createSchema: true }));
      const kept = target === 'scryon' ? { turns: null, named: null } : {};
      const facts = renderedFacts();
      expect(facts).toHaveLength(4);
      expect(facts.find(({ title }) => title === 'standup')!.named).toBeGreaterThan(5);
      expect(await ask<Facts>(url, questions[target])).toEqual(facts.map((fact) => ({ ...fact, ...kept })));
      expect(changesOf(await withHome((store) => exportTo(url, store, { target })))).toEqual({});
    },
  );

  it('are in rooms with the files that were rendered of them', async () => {
    const url = await server.createDatabase();
    await withHome((store) => exportTo(url, store, { target: 'rooms', createSchema: true }));
    const files = await ask<{ name: string; companions: number }>(
      url,
      'SELECT original_name AS name, json_array_length(companion_files) AS companions FROM user_files ORDER BY 1',
    );
    expect(files.map(({ name }) => name.replace(/\.\w+$/, ''))).toEqual(
      renderedFacts().map(({ title }) => title),
    );
    expect(files.every(({ companions }) => companions === 5)).toBe(true);
    expect(changesOf(await withHome((store) => exportTo(url, store, { target: 'rooms' })))).toEqual({});
  });

  it('travel when they are edited and when they are removed', async () => {
    const targets = ['core', 'wordloop', 'mina', 'scryon', 'rooms'] as const;
    const urls = new Map<Target['name'], string>();
    for (const target of targets) {
      urls.set(target, await server.createDatabase());
      await withHome((store) => exportTo(urls.get(target)!, store, { target, createSchema: true }));
    }
    const sendAll = () =>
      withHome(async (store) => {
        const changes: Record<string, Readonly<Record<string, string>>> = {};
        for (const target of targets)
          changes[target] = changesOf(await exportTo(urls.get(target)!, store, { target }));
        return changes;
      });
    expect((await runScribe(home, ['speakers', 'rename', 'Maya', 'Maja'])).status).toBe(0);
    const edited = await sendAll();
    expect(edited.core).toMatchObject({ user_profiles: 'changed 1' });
    expect(edited.wordloop).toEqual({ people: 'changed 1' });
    const said = await ask<{ turns: number }>(
      urls.get('mina')!,
      `SELECT count(*)::int AS turns FROM segment WHERE speaker = 'Maja'`,
    );
    expect(edited.mina).toEqual({ segment: `changed ${said[0].turns}` });

    const standup = renderedFacts().find(({ title }) => title === 'standup')!;
    expect((await runScribe(home, ['meetings', 'rm', 'last', '--yes'])).status).toBe(0);
    const removed = await sendAll();
    expect(removed.core).toMatchObject({
      meetings: 'removed 1',
      transcript_segments: `removed ${standup.turns}`,
    });
    expect(removed.wordloop).toMatchObject({
      meetings: 'removed 1',
      transcript_segments: `removed ${standup.turns}`,
    });
    expect(removed.mina).toMatchObject({ meeting: 'removed 1', segment: `removed ${standup.turns}` });
    expect(removed.scryon).toMatchObject({ call_records: 'removed 1' });
    expect(removed.rooms).toEqual({ user_files: 'removed 1' });
    for (const changes of Object.values(await sendAll())) expect(changes).toEqual({});
  }, 120_000);
});
