import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { diffStores } from '../../../src/commands/store/diff.js';
import { openStore } from '../../../src/store/open-store.js';
import { renameProfile } from '../../../src/store/profiles.js';
import type { Store } from '../../../src/store/store.js';
import { createTestContext } from '../../command-context.js';
import { at, complete, enroll, makeRecording, newId, snapshot } from '../../store/fixture.js';

/** Two folders with the same store, of one meeting with its transcripts. */
function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'scribe-diff-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [homeA, homeB] = [join(folder, 'a'), join(folder, 'b')];
  const made = openStore({ home: homeA, now: at(0) });
  const maya = enroll(made, 'Maya');
  const { meetingId } = complete(made, makeRecording('a.ogg'), maya);
  mkdirSync(homeB);
  made.db.exec(`VACUUM INTO '${join(homeB, 'scribe.db')}'`);
  made.close();
  const open = (home: string) => {
    mkdirSync(join(home, 'artifacts', meetingId), { recursive: true });
    writeFileSync(join(home, 'artifacts', meetingId, 'transcript.md'), 'Hello.\n');
    const store = openStore({ home, now: at(0) });
    onTestFinished(() => store.close());
    return store;
  };
  return { homeA, homeB, a: open(homeA), b: open(homeB), maya, meetingId };
}

async function diff(homeA: string, homeB: string) {
  const context = createTestContext({ json: true });
  onTestFinished(() => context.remove());
  const status = await diffStores(context, homeA, homeB);
  const lines = context.printed.out.trim().split('\n');
  const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { status, summary: events.at(-1)!, events: events.slice(0, -1) };
}

describe('scribe store diff', () => {
  it('finds a copy equal, whatever is local, and however JSON is written', async () => {
    const { homeA, homeB, b } = setUp();
    b.db.exec(`INSERT INTO cache (key, value) VALUES ('x', 'y'); DELETE FROM render_debts`);
    b.sql(`UPDATE meetings SET models = json(models), key_points = NULL`).run();
    b.sql(
      `UPDATE meetings SET models = '{ "voice": ' || (models -> '$.voice') || ', "recognition": ' ||
       (models -> '$.recognition') || ', "speech": ' || (models -> '$.speech') || '}'`,
    ).run();
    const { status, summary, events } = await diff(homeA, join(homeB, 'scribe.db'));
    expect(events).toEqual([]);
    expect(summary).toMatchObject({ equal: true, tables: { meetings: { same: 1 }, '(files)': { same: 1 } } });
    expect(status).toBe(0);
  });

  it('names what is only in one of them, and every column that differs', async () => {
    const { homeA, homeB, a, b, maya, meetingId } = setUp();
    renameProfile(b, { profileId: maya.id, displayName: 'Mia', now: at(9) });
    const tom = enroll(a, 'Tom');
    const zoe = enroll(b, 'Zoe');
    b.sql('UPDATE speakers SET centroid = zeroblob(768) WHERE cluster_id = ?').run('S2');
    writeFileSync(join(homeB, 'artifacts', meetingId, 'transcript.md'), 'Hello!\n');
    writeFileSync(join(homeA, 'artifacts', meetingId, 'transcript.vtt'), 'WEBVTT\n');
    const { status, events } = await diff(homeA, homeB);
    expect(status).toBe(8);
    const [s2] = a.sql("SELECT id FROM speakers WHERE cluster_id = 'S2'").pluck().all();
    expect(events).toEqual(
      expect.arrayContaining([
        { kind: 'only-in-a', key: [tom.id], table: 'user_profiles' },
        { kind: 'only-in-b', key: [zoe.id], table: 'user_profiles' },
        expect.objectContaining({
          kind: 'differs',
          table: 'user_profiles',
          key: [maya.id],
          columns: expect.arrayContaining([{ column: 'display_name', a: 'Maya', b: 'Mia' }]),
        }),
        {
          kind: 'differs',
          table: 'speakers',
          key: [s2],
          columns: [{ column: 'centroid', a: { bytes: 768 }, b: { bytes: 768 } }],
        },
        { kind: 'differs', file: `${meetingId}/transcript.md` },
        { kind: 'only-in-a', file: `${meetingId}/transcript.vtt` },
      ]),
    );
    expect(events).toHaveLength(6);
  });

  it('changes nothing, and sees one moment while others write', async () => {
    const { homeA, homeB, a, b } = setUp();
    const before = [a, b].map(snapshot);
    const context = createTestContext();
    onTestFinished(() => context.remove());
    // Somebody writes when the first line is printed, and the comparison does not see it.
    enroll(a, 'Tom');
    let writer: Store | null = openStore({ home: homeB, now: at(0) });
    context.out.write = (text: string) => {
      if (writer) enroll(writer, 'Zoe');
      writer?.close();
      writer = null;
      context.printed.out += text;
      return true;
    };
    expect(await diffStores(context, homeA, homeB)).toBe(8);
    expect(context.printed.out).toMatch(/^only in A +user_profiles /m);
    expect(context.printed.out).not.toMatch(/^only in B/m);
    expect(context.printed.out).toMatch(/1 difference\.$/m);
    expect(snapshot(b)).not.toEqual(before[1]);
    a.sql("DELETE FROM user_profiles WHERE display_name = 'Tom'").run();
    expect(snapshot(a)).toEqual(before[0]);
  });

  it('compares with the store of the user when one is given', async () => {
    const { homeA, homeB, b } = setUp();
    enroll(b, 'Zoe');
    const context = createTestContext({ home: homeA });
    expect(await diffStores(context, homeB)).toBe(8);
    expect(context.printed.out).toMatch(/^only in B +user_profiles /m);
  });

  it('refuses a folder without a store, and one of another schema', async () => {
    const { homeA, homeB, b } = setUp();
    await expect(diff(homeA, tmpdir())).rejects.toMatchObject({ code: 'STORE' });
    b.sql('DELETE FROM schema_migrations WHERE version = (SELECT max(version) FROM schema_migrations)').run();
    await expect(diff(homeA, homeB)).rejects.toThrow(/their schemas are versions \d+ and \d+/);
  });
});

it('a newer store is refused', async () => {
  const { homeA, homeB, b } = setUp();
  b.sql(`INSERT INTO schema_migrations VALUES (9999, 'x', 'x', ?)`).run(newId());
  await expect(diff(homeA, homeB)).rejects.toMatchObject({ code: 'STORE' });
});
