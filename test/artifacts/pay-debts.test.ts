import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sweepArtifacts } from '../../src/artifacts/artifact-files.js';
import { payDebt, type RenderContext } from '../../src/artifacts/pay-debt.js';
import { payDebts, payOldDebts } from '../../src/artifacts/pay-debts.js';
import { resolveSettings } from '../../src/settings/resolve.js';
import { listArtifacts, listRenderDebts, oweRendering, saveArtifacts } from '../../src/store/artifacts.js';
import { lockMeetingFiles } from '../../src/store/locks.js';
import { removeMeeting } from '../../src/store/meetings.js';
import { renameProfile } from '../../src/store/profiles.js';
import { areInsightsCurrent } from '../../src/store/save-insights.js';
import { replaceTurns } from '../../src/store/save-turns.js';
import type { Store } from '../../src/store/store.js';
import {
  at,
  begin,
  complete,
  enroll,
  makeArtifacts,
  makeRecording,
  newId,
  tempStore,
} from '../store/fixture.js';

const kinds = ['transcript.json', 'transcript.md', 'transcript.srt', 'transcript.txt', 'transcript.vtt'];

function contextOf(store: Store, flags: Record<string, unknown> = {}) {
  const printed = { err: '' };
  const context = {
    settings: resolveSettings({ flags, environment: {}, file: null }),
    folders: { home: store.home, cache: '', models: '', configFile: '' },
    newId,
    now: () => at(40),
    err: { write: (text: string) => (printed.err += text) },
  } as unknown as RenderContext;
  return { context, printed };
}

it('insights are of a correction that another program makes while they are looked at', async () => {
  const store = tempStore();
  const { meetingId, meeting } = complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'));
  const { context } = contextOf(store);
  await payDebts(store, context);
  expect(areInsightsCurrent(store, meetingId)).toBe(true);
  oweRendering(store, meetingId);
  let corrected = false;
  // What is asked for when the insights were found to be current.
  const now = () => {
    if (!corrected) {
      corrected = true;
      const turns = [{ ...meeting.turns[2], text: 'The other plan.' }];
      replaceTurns(store, { meetingId, turns, newId, now: at(5) });
      oweRendering(store, meetingId);
    }
    return at(40);
  };
  await payDebts(store, { ...context, now });
  expect(corrected).toBe(true);
  expect(areInsightsCurrent(store, meetingId)).toBe(true);
  expect(listRenderDebts(store)).toEqual([]);
});

const folderOf = (store: Store, id: string) => join(store.home, 'artifacts', id);
const textOf = (store: Store, id: string) =>
  readFileSync(join(folderOf(store, id), 'transcript.txt'), 'utf8');

it('a transcript that is rendered again keeps its style; one from before there were styles takes that of the settings', async () => {
  const store = tempStore();
  const { meetingId, meeting } = complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'));
  const said = (text: string) =>
    replaceTurns(store, { meetingId, turns: [{ ...meeting.turns[2], text }], newId, now: at(5) });
  const render = async (style: string) => {
    await payDebts(store, contextOf(store, { style }).context);
    return textOf(store, meetingId);
  };
  said('Um, the the plan.');
  expect(await render('clean')).toContain('Speaker 2: Um, the the plan.\n');
  expect(new Set(listArtifacts(store, meetingId).map(({ style }) => style))).toEqual(new Set(['verbatim']));
  saveArtifacts(store, { meetingId, artifacts: makeArtifacts(meetingId), newId, now: at(7) });
  store.sql('UPDATE artifacts SET meta = NULL').run();
  said('Um, the the other plan.');
  expect(await render('clean')).toContain('Speaker 2: The other plan.\n');
});

describe('files that are owed', () => {
  it('are written, once, and nothing else stays in their folder', async () => {
    const store = tempStore();
    const { meetingId } = complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'));
    mkdirSync(join(folderOf(store, meetingId), '.scribe-gone'), { recursive: true });
    writeFileSync(join(folderOf(store, meetingId), '.scribe-gone', 'transcript.md'), 'Maya');
    const { context } = contextOf(store);
    expect((await payDebts(store, context)).meetingIds).toEqual([meetingId]);
    expect(readdirSync(folderOf(store, meetingId)).sort()).toEqual(kinds);
    expect(listArtifacts(store, meetingId).map(({ type }) => type)).toEqual(kinds);
    expect((await payDebts(store, context)).meetingIds).toEqual([]);
  });

  it('of a meeting that is gone are removed', async () => {
    const store = tempStore();
    const { meetingId } = complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'));
    const { context } = contextOf(store);
    await payDebts(store, context);
    removeMeeting(store, meetingId);
    expect((await payDebts(store, context)).meetingIds).toEqual([]);
    expect(existsSync(folderOf(store, meetingId))).toBe(false);
    expect(listRenderDebts(store)).toEqual([]);
  });

  it('are owed still when they cannot be written, and the others are written all the same', async () => {
    const store = tempStore();
    const maya = enroll(store, 'Maya');
    const a = complete(store, makeRecording('a.ogg'), maya);
    const b = complete(store, makeRecording('b.ogg'), maya, { minute: 5 });
    mkdirSync(join(store.home, 'artifacts'));
    writeFileSync(folderOf(store, a.meetingId), 'in the way');
    const { context, printed } = contextOf(store);
    await expect(payDebts(store, context)).rejects.toMatchObject({ code: 'OUTPUT' });
    expect(readdirSync(folderOf(store, b.meetingId)).sort()).toEqual(kinds);
    expect(listRenderDebts(store).map(({ meetingId }) => meetingId)).toEqual([a.meetingId]);
    await payOldDebts(store, context);
    expect(printed.err).toContain('a transcript in the store is out of date');
    rmSync(folderOf(store, a.meetingId));
    expect((await payDebts(store, context)).meetingIds).toEqual([a.meetingId]);
  });

  it('have the last name, however a rename and the writing meet', async () => {
    const store = tempStore();
    const maya = enroll(store, 'Maya');
    const { meetingId } = complete(store, makeRecording('a.ogg'), maya);
    const { context } = contextOf(store);
    const first = payDebt(store, meetingId, context);
    // The first one has read the old name and is writing.
    renameProfile(store, { profileId: maya.id, displayName: 'Maia', now: at(20) });
    const second = payDebt(store, meetingId, context);
    await Promise.all([first, second]);
    expect(textOf(store, meetingId)).toContain('Maia');
    expect(listRenderDebts(store)).toEqual([]);
  });

  it('wait for another program that is writing them, and say so when it does not end', async () => {
    const store = tempStore();
    const lock = await lockMeetingFiles(store.home, 'a');
    await expect(lockMeetingFiles(store.home, 'a', 30)).rejects.toMatchObject({ code: 'STORE' });
    const next = lockMeetingFiles(store.home, 'a');
    lock.release();
    (await next).release();
  });
});

it('folders of artifacts without a completed meeting are swept, and nothing else', async () => {
  const store = tempStore();
  const { meetingId } = complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'));
  const begun = begin(store, makeRecording('b.ogg'));
  const { context } = contextOf(store);
  await payDebts(store, context);
  const orphan = newId();
  for (const name of [orphan, begun.meetingId, 'notes']) {
    mkdirSync(folderOf(store, name));
    writeFileSync(join(folderOf(store, name), 'transcript.md'), 'old');
  }
  sweepArtifacts(store, context.folders);
  expect(readdirSync(join(store.home, 'artifacts')).sort()).toEqual([meetingId, 'notes'].sort());
});

describe('formats', () => {
  const filesOf = (store: Store, id: string) => readdirSync(folderOf(store, id)).sort();
  const typesOf = (store: Store, id: string) => listArtifacts(store, id).map(({ type }) => type);

  it('are those of the settings at first, and then those that are there', async () => {
    const store = tempStore();
    const maya = enroll(store, 'Maya');
    const { meetingId } = complete(store, makeRecording('a.ogg'), maya);
    // As of a meeting that came from elsewhere.
    store.sql('DELETE FROM artifacts').run();
    store.sql('UPDATE render_debts SET formats = NULL').run();
    await payDebts(store, contextOf(store, { formats: 'txt,json' }).context);
    expect(filesOf(store, meetingId)).toEqual(['transcript.json', 'transcript.txt']);
    renameProfile(store, { profileId: maya.id, displayName: 'Maya Lind', now: at(30) });
    await payDebts(store, contextOf(store).context);
    expect(filesOf(store, meetingId)).toEqual(['transcript.json', 'transcript.txt']);
    expect(typesOf(store, meetingId)).toEqual(['transcript.json', 'transcript.txt']);
    expect(textOf(store, meetingId)).toContain('Maya Lind: ');
  });

  it('that are asked for take the place of the others, and a choice outlives the program that was told', async () => {
    const store = tempStore();
    const { meetingId } = complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'));
    await payDebts(store, contextOf(store).context);
    expect(filesOf(store, meetingId)).toEqual(kinds);
    oweRendering(store, meetingId, { formats: ['md'] });
    oweRendering(store, meetingId);
    await payDebts(store, contextOf(store, { formats: 'txt' }).context);
    expect(filesOf(store, meetingId)).toEqual(['transcript.md']);
    expect(typesOf(store, meetingId)).toEqual(['transcript.md']);
  });
});
