import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { hookCommand, runHook } from '../../src/ingest/meeting-hook.js';
import type { IngestResult, PipelineEvent } from '../../src/pipeline/events.js';
import { openStore } from '../../src/store/open-store.js';
import { processingEvents } from '../../src/store/processing-events.js';
import { addTask } from '../../src/store/tasks.js';
import { createTestContext } from '../command-context.js';
import { at, complete, enroll, makeRecording, newId } from '../store/fixture.js';

/** A stored meeting, and a hook in a shell script, which gets `$1` to `$9` from the setting. */
function prepare(script: string, more: readonly string[] = [], flags: Record<string, unknown> = {}) {
  const home = createTestContext();
  const program = join(home.home, "after it's done.sh");
  writeFileSync(program, `#!/bin/sh\n${script}\n`);
  chmodSync(program, 0o755);
  const context = createTestContext({ home: home.home, flags: { onMeeting: [program, ...more], ...flags } });
  const store = openStore({ home: context.home, now: context.now() });
  onTestFinished(() => {
    store.close();
    context.remove();
  });
  const { meetingId } = complete(store, makeRecording('standup.ogg'), enroll(store, 'Maya'));
  addTask(store, { id: newId(), meetingId, title: 'Book a room', ownerName: 'Maya', now: at(1) });
  const events: PipelineEvent[] = [];
  const run = (result: Partial<IngestResult> = {}, given: Partial<typeof context> = {}) =>
    runHook(
      {
        path: 'standup.ogg',
        outcome: 'completed',
        reason: 'completed',
        meetingId,
        artifacts: ['/out/transcript.md'],
        ...result,
      },
      {
        context: { ...context, environment: { PATH: process.env.PATH }, ...given },
        store,
        emit: (event) => void events.push(event),
      },
    );
  return { context, store, meetingId, events, run, file: (name: string) => join(context.home, name) };
}

it('gets the meeting as JSON and its id in the environment', async () => {
  const { run, file, events, store, meetingId } = prepare(
    'cd "$(dirname "$0")"; cat > input.json; echo "$SCRIBE_MEETING_ID $SCRIBE_MEETING_TITLE" > environment; echo told',
  );
  await run();
  const input = JSON.parse(readFileSync(file('input.json'), 'utf8'));
  expect(input).toMatchObject({
    event: 'meeting-completed',
    id: meetingId,
    recording: { fileName: 'standup.ogg' },
    tasks: [{ title: 'Book a room', owner: 'Maya', status: 'todo', dueDate: null }],
    copies: ['/out/transcript.md'],
    replaced: [],
  });
  expect(input.speakers.map(({ name }: { name: string }) => name)).toContain('Maya');
  expect(readFileSync(file('environment'), 'utf8')).toContain(meetingId);
  expect(events).toEqual([
    {
      kind: 'hook-finished',
      meetingId,
      command: "after it's done.sh",
      durationMs: expect.any(Number),
      output: 'told',
    },
  ]);
  expect(processingEvents(store, meetingId).filter(({ stage }) => stage === 'hook')).toMatchObject([
    { status: 'STARTED', provider: "after it's done.sh" },
    { status: 'COMPLETED' },
  ]);
});

it('gets its arguments as they are: no shell reads them', async () => {
  const { run, file } = prepare('printf "%s|" "$@" > "$(dirname "$0")/arguments"', [
    '$HOME',
    '; touch x',
    '*',
    'two words',
  ]);
  await run();
  expect(readFileSync(file('arguments'), 'utf8')).toBe('$HOME|; touch x|*|two words|');
});

it('that fails is told, with the end of what it printed, and noted', async () => {
  const { run, events, store, meetingId } = prepare('echo first; echo no such host >&2; exit 3');
  await run();
  expect(events).toMatchObject([
    { kind: 'hook-failed', reason: 'it ended with status 3', output: 'first\nno such host' },
  ]);
  expect(processingEvents(store, meetingId).at(-1)).toMatchObject({
    status: 'FAILED',
    errorMessage: 'it ended with status 3',
  });
});

it('that takes too long is ended, with what it has started', async () => {
  const { run, events, file } = prepare('(sleep 3; touch "$(dirname "$0")/late") & wait', [], {
    hookTimeout: '1',
  });
  await run();
  expect(events).toMatchObject([{ kind: 'hook-failed', reason: 'it took longer than 1 s' }]);
  await new Promise((resolve) => setTimeout(resolve, 2500));
  expect(existsSync(file('late'))).toBe(false);
});

it('need not read its input, and is not run for a recording that is known or has failed', async () => {
  const { run, events, file } = prepare('exec < /dev/null; touch "$(dirname "$0")/ran"');
  await run({ outcome: 'already-known' });
  await run({ outcome: 'failed', meetingId: null });
  expect(existsSync(file('ran'))).toBe(false);
  await run();
  expect(events).toMatchObject([{ kind: 'hook-finished' }]);
});

it('that is not there is told', async () => {
  const { run, events } = prepare('', [], { onMeeting: '/no/such/program --flag' });
  await run();
  expect(events).toMatchObject([
    { kind: 'hook-failed', command: 'program', reason: expect.stringContaining('ENOENT') },
  ]);
});

it('is a command line or a list', () => {
  expect(hookCommand({ onMeeting: null })).toBeNull();
  expect(hookCommand({ onMeeting: `notify "two words" it\\'s '$HOME'` })).toEqual([
    'notify',
    'two words',
    "it's",
    '$HOME',
  ]);
  expect(hookCommand({ onMeeting: ['a b', ''] })).toEqual(['a b', '']);
  for (const wrong of ['"not closed', '""', ''])
    expect(() => hookCommand({ onMeeting: wrong }), wrong).toThrow(/onMeeting/);
});
