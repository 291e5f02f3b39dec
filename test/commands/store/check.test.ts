import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { payDebts } from '../../../src/artifacts/pay-debts.js';
import { checkTheStore } from '../../../src/commands/store/check.js';
import { openStore } from '../../../src/store/open-store.js';
import { createTestContext } from '../../command-context.js';
import { at, complete, enroll, makeRecording, newId } from '../../store/fixture.js';

/** A sound store with a meeting whose transcripts are written. */
async function setUp() {
  const context = createTestContext({ json: true });
  onTestFinished(() => context.remove());
  const store = openStore({ home: context.home, now: at(0) });
  onTestFinished(() => store.close());
  const { meetingId } = complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'));
  await payDebts(store, context);
  const artifact = join(context.home, 'artifacts', meetingId, 'transcript.md');
  const check = async (fast = false) => {
    context.printed.out = '';
    const status = await checkTheStore(context, { fast });
    const { findings } = JSON.parse(context.printed.out) as {
      findings: { check: string; problem: string }[];
    };
    return { status, found: findings.map(({ check, problem }) => `${check}: ${problem}`) };
  };
  return { store, meetingId, artifact, check };
}

describe('scribe store check', () => {
  it('finds nothing in a sound store', async () => {
    const { check } = await setUp();
    expect(await check()).toEqual({ status: 0, found: [] });
    expect(await check(true)).toEqual({ status: 0, found: [] });
  });

  it.each([
    ['a lost reference', 'DELETE FROM files', /^references: row \d+ of meetings has lost its row of files$/],
    [
      'a file of no meeting',
      `INSERT INTO files (id, sha256, file_name, storage_path) VALUES ('${newId()}', '${'e'.repeat(64)}', 'x', 'x')`,
      /^references: the file \S+ belongs to no meeting$/,
    ],
    [
      'a meeting without its transcription',
      'DELETE FROM transcriptions',
      /^states: the meeting \S+ is completed, and has no completed transcription$/,
    ],
    [
      'a status that its history does not have',
      "DELETE FROM transcription_status_history WHERE status = 'completed'",
      /^states: the transcription \S+ is completed, which is not the last status/,
    ],
    [
      'a vector of another width',
      "UPDATE speakers SET centroid = x'00000000', centroid_dims = 1 WHERE cluster_id = 'S1'",
      /^vectors: vectors of \S+ have (1 and 192|192 and 1) numbers$/,
    ],
    [
      'a unit without a revision',
      'DELETE FROM revisions WHERE unit IN (SELECT id FROM meetings)',
      /^revisions: the unit \S+ has no revision/,
    ],
    [
      'an index that is gone',
      'DROP INDEX idx_meetings_title',
      /^schema: index idx_meetings_title is missing$/,
    ],
    ['a table of somebody else', 'CREATE TABLE mine (x)', /^schema: table mine is not scribe's$/],
  ])('finds %s', async (_what, sql, words) => {
    const { store, check } = await setUp();
    store.db.pragma('foreign_keys = OFF');
    store.db.exec(sql);
    const { status, found } = await check();
    expect(status).toBe(5);
    expect(found).toContainEqual(expect.stringMatching(words));
  });

  it('finds transcripts that are missing, changed, or of no meeting', async () => {
    const { artifact, check } = await setUp();
    writeFileSync(artifact, 'x');
    expect((await check(true)).found).toEqual([`transcripts: ${artifact} is not what scribe wrote`]);
    rmSync(artifact);
    expect(await check()).toEqual({ status: 5, found: [`transcripts: ${artifact} is missing`] });
  });
});
