import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CommandContext } from '../../src/commands/context.js';
import { renderAgain } from '../../src/commands/render-again.js';
import { resolveSettings } from '../../src/config/resolve-settings.js';
import { listArtifacts, saveArtifacts } from '../../src/store/artifacts.js';
import { replaceTurns } from '../../src/store/turns.js';
import { at, complete, enroll, makeArtifacts, makeRecording, newId, tempStore } from '../store/fixture.js';

it('a transcript that is rendered again keeps its style; one from before there were styles takes that of the settings', async () => {
  const store = tempStore();
  const { meetingId, meeting } = complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'));
  const text = 'Um, the the plan.';
  replaceTurns(store, { meetingId, turns: [{ ...meeting.turns[2], text }], newId, now: at(5) });
  const render = async (flags: Record<string, unknown>): Promise<string> => {
    const settings = resolveSettings({ flags, environment: {}, file: null });
    const folders = { home: store.home, cache: '', models: '', configFile: '' };
    await renderAgain(store, meetingId, { settings, folders, newId, now: () => at(6) } as CommandContext);
    return readFileSync(join(store.home, 'artifacts', meetingId, 'transcript.txt'), 'utf8');
  };
  expect(await render({ style: 'clean' })).toBe('Speaker 2: The plan.\n');
  expect(await render({ style: 'verbatim' })).toBe('Speaker 2: The plan.\n');
  expect(listArtifacts(store, meetingId).map((artifact) => artifact.style)).toContain('clean');
  saveArtifacts(store, { meetingId, artifacts: makeArtifacts(meetingId), newId, now: at(7) });
  for (const { type } of listArtifacts(store, meetingId))
    store.sql('UPDATE artifacts SET meta = NULL WHERE type = ?').run(type);
  expect(await render({ style: 'verbatim' })).toBe(`Speaker 2: ${text}\n`);
});
