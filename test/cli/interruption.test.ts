import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stageNames } from '../../src/pipeline/events.js';
import { contentsOf, createFolders, enrollColleagues, example, resultsOf, runScribe } from './run-scribe.js';

const folders = createFolders();
afterAll(folders.remove);

const meetingsOf = async (home: string) =>
  JSON.parse((await runScribe(home, ['meetings', 'list', '--json'])).stdout) as {
    id: string;
    status: string;
  }[];

/** Sends the signal as soon as a stage has begun. */
const during = (stage: string, signal: NodeJS.Signals) => (line: string) =>
  line.includes(`"kind":"stage-started","stage":"${stage}"`) ? signal : undefined;

let undisturbed: Record<string, string>;

const enrolled = folders.make();

/** A store of its own in which the three colleagues are enrolled. */
function prepare(): string {
  const home = folders.make();
  cpSync(enrolled, home, { recursive: true });
  return home;
}

beforeAll(async () => {
  await enrollColleagues(enrolled);
  const home = prepare();
  const run = await runScribe(home, ['ingest', example('standup.ogg'), '--json']);
  undisturbed = contentsOf(join(home, 'artifacts', resultsOf(run.stdout)[0].meetingId!));
});

describe('kill -9', () => {
  it.each(stageNames)('while it runs %s: the next run completes as if nothing had been', async (stage) => {
    const home = prepare();
    const killed = await runScribe(home, ['ingest', example('standup.ogg'), '--json'], {
      onLine: during(stage, 'SIGKILL'),
    });
    expect(killed.signal).toBe('SIGKILL');
    const before = (await meetingsOf(home)).map((meeting) => meeting.status);
    expect(['', 'pending', 'processing', 'completed']).toContain(before.join());

    const next = await runScribe(home, ['ingest', example('standup.ogg'), '--json']);
    expect(next.status).toBe(0);
    const [result] = resultsOf(next.stdout);
    expect(['completed', 'already-known']).toContain(result.outcome);
    const after = await meetingsOf(home);
    expect(after.map((meeting) => meeting.status)).toEqual(['completed']);
    expect(readdirSync(join(home, 'artifacts'))).toEqual([after[0].id]);
    expect(contentsOf(join(home, 'artifacts', after[0].id))).toEqual(undisturbed);
  });

  it('after a stage: what was finished is not done again', async () => {
    const home = prepare();
    await runScribe(home, ['ingest', example('standup.ogg'), '--json'], {
      onLine: during('diarize', 'SIGKILL'),
    });
    const next = await runScribe(home, ['ingest', example('standup.ogg'), '--json']);
    for (const stage of ['decode', 'detect-speech', 'recognize'])
      expect(next.stdout).toContain(`{"kind":"stage-skipped","stage":"${stage}"`);
  });
});

describe('Ctrl-C', () => {
  it.each([
    ['decode', 'SIGINT'],
    ['detect-speech', 'SIGTERM'],
    ['recognize', 'SIGINT'],
    ['diarize', 'SIGHUP'],
  ] as const)('during %s (%s) stops the work and leaves the store true', async (stage, signal) => {
    const home = prepare();
    const run = await runScribe(home, ['ingest', example('standup.ogg'), '--json'], {
      onLine: during(stage, signal),
    });
    expect(run.status).toBe(130);
    // A second is the promise; on a loaded machine the clock says nothing, but the work must not have gone on.
    expect(run.stdout).not.toContain('"kind":"stage-completed","stage":"diarize"');
    expect((await meetingsOf(home)).map((meeting) => meeting.status)).not.toContain('processing');

    const next = await runScribe(home, ['ingest', example('standup.ogg'), '--json']);
    expect(resultsOf(next.stdout)[0].outcome).toBe('completed');
    const after = await meetingsOf(home);
    expect(after.map((meeting) => meeting.status)).toEqual(['completed']);
    expect(contentsOf(join(home, 'artifacts', after[0].id))).toEqual(undisturbed);
  });
});
