import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { embedMeeting } from '../../src/ingest/embed-turns.js';
import type { PipelineEvent } from '../../src/pipeline/events.js';
import type { PipelineWorker } from '../../src/pipeline/start-worker.js';
import { openStore } from '../../src/store/open-store.js';
import { countWaiting } from '../../src/store/text-vectors.js';
import { createTestContext } from '../command-context.js';
import { meetingOf } from '../search/said.js';
import { hasShared, shared } from '../shared.js';
import { at } from '../store/fixture.js';

/** Embeds one of two meetings, with a pipeline that does `run`. @returns what was told, and how many turns still wait. */
async function embed(run: PipelineWorker['run'], options: { readonly installed: boolean }) {
  const context = createTestContext();
  onTestFinished(() => context.remove());
  if (options.installed)
    cpSync(shared('models/all-minilm-l6-v2'), join(context.folders.models, 'all-minilm-l6-v2'), {
      recursive: true,
    });
  const store = openStore({ home: context.home, now: at(0) });
  onTestFinished(() => store.close());
  meetingOf(store, ['one', 'two']);
  const meetingId = meetingOf(store, ['three', 'four', 'five']);
  const events: PipelineEvent[] = [];
  const worker = { run, close: async () => {} };
  const checkpoints = { get: async () => null, put: async () => {} };
  const job = {
    signal: context.signal,
    clock: context.clock,
    checkpoints,
    emit: (e: PipelineEvent) => events.push(e),
  };
  await embedMeeting(meetingId, { context, store, worker }, job);
  return { events, waiting: countWaiting(store) };
}

const answer = (async (request: { readonly texts: readonly string[] }) =>
  request.texts.map(() => new Float32Array(384).fill(0.05))) as unknown as PipelineWorker['run'];
const fail = (async () => {
  throw new Error('no memory');
}) as PipelineWorker['run'];

describe('a meeting that was just stored', () => {
  it('has no vectors where no model is installed', async () => {
    expect(await embed(fail, { installed: false })).toEqual({ events: [], waiting: 5 });
  });

  it.skipIf(!hasShared)('gets vectors, and others do not', async () => {
    expect(await embed(answer, { installed: true })).toEqual({ events: [], waiting: 2 });
  });

  it.skipIf(!hasShared)('is complete without them', async () => {
    expect(await embed(fail, { installed: true })).toEqual({
      events: [{ kind: 'warning', message: 'The meeting cannot be found by meaning yet: no memory' }],
      waiting: 5,
    });
  });
});
