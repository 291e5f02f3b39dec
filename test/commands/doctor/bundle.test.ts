import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeBundle } from '../../../src/commands/doctor/bundle.js';
import { openStore } from '../../../src/store/open-store.js';
import { addProcessingEvent } from '../../../src/store/processing-events.js';
import { createTestContext, type TestContext } from '../../command-context.js';
import { at, complete, enroll, makeRecording, newId } from '../../store/fixture.js';

const flags = {
  hotwords: 'Canaryword',
  prompt: 'Canaryprompt',
  out: '/home/canaryout',
  beam: 4,
  language: 'de',
  model: 'canarymodel',
};
let context: TestContext;
beforeEach(() => {
  const made = createTestContext({ flags });
  const { settings } = made;
  const values = { ...settings.values, llmKey: 'canarykey' };
  const sources = { ...settings.sources, llmKey: 'environment' as const };
  context = { ...made, settings: { ...settings, values, sources } };
  const store = openStore({ home: context.folders.home, now: at(0) });
  const { meetingId } = complete(store, makeRecording('canaryfile.ogg'), enroll(store, 'Canaryname'));
  addProcessingEvent(store, {
    id: newId(),
    meetingId,
    stage: 'recognize',
    status: 'FAILED',
    provider: 'canarymodel',
    durationMs: 1200,
    errorCode: 'MODEL',
    errorMessage: 'canarymessage',
    createdAt: at(1),
  });
  store.close();
});
afterEach(() => context.remove());

it('has what helps, and no name, word, title, path or message', async () => {
  const file = join(context.folders.home, 'bundle.json');
  await writeBundle(context, file);
  const text = readFileSync(file, 'utf8');
  expect(text).not.toMatch(/canary/i);
  expect(text).not.toContain(context.folders.home);
  expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
  const bundle = JSON.parse(text);
  expect(bundle.versions).toMatchObject({
    node: process.version,
    onnxruntime: expect.stringMatching(/^1\./),
  });
  expect(bundle.store).toMatchObject({ problems: 0, meetingsByStatus: { completed: 1 } });
  expect(bundle.store.counts.user_profiles).toBe(1);
  expect(bundle.store.stages).toContainEqual(
    expect.objectContaining({
      run: 1,
      stage: 'recognize',
      status: 'FAILED',
      errorCode: 'MODEL',
      provider: null,
    }),
  );
  const setting = (name: string) => bundle.settings.find((each: { name: string }) => each.name === name);
  expect(setting('beam')).toMatchObject({ value: 4 });
  expect(setting('language')).toMatchObject({ value: 'de' });
  expect(setting('hotwords')).toMatchObject({ value: 'set' });
  expect(bundle.models.length).toBeGreaterThanOrEqual(5);
  expect(bundle.models[0].hash).toMatch(/^[0-9a-f]{64}$/);
});

it.skipIf(process.platform === 'win32')('is for its owner alone, and says what is in it', async () => {
  const file = join(context.folders.home, 'bundle.json');
  await writeBundle(context, file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(context.printed.out).toContain('no names, words, titles, paths or messages');
});

it('is printed instead, as it would be written', async () => {
  await writeBundle(context, null);
  expect(JSON.parse(context.printed.out)).toMatchObject({ format: 'scribe-bundle', version: 1 });
});
