import { cpSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stageNames } from '../../src/pipeline/events.js';
import { childrenOf } from '../../torture/describe-hang.js';
import { repo } from '../shared.js';
import {
  contentsOf,
  createFolders,
  enrollColleagues,
  example,
  filesBelow,
  resultsOf,
  runScribe,
} from './run-scribe.js';

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

/** The files of a meeting, but for its id, which is another one in every store. */
const artifactsOf = (home: string, id: string) =>
  Object.entries(contentsOf(join(home, 'artifacts', id))).map(([name, text]) => [
    name,
    text.replaceAll(id, 'ID'),
  ]);

/** What a process leaves in the spool; nothing else may be there. */
const spoolOf = (home: string) => filesBelow(join(home, 'cache', 'spool'));

/** Short, for the runs that are killed at the start of every stage. */
const short = example('voice-maya.ogg');
/** Long enough to be interrupted in the middle of a stage. */
const long = example('standup.ogg');
/** Artifacts of runs that nothing interrupts, by recording. */
const undisturbed: Record<string, string[][]> = {};

const enrolled = folders.make();

/** A store of its own in which the three colleagues are enrolled. */
function prepare(): string {
  const home = folders.make();
  // What networks were optimized into is linked, which is faster than a copy.
  cpSync(enrolled, home, { recursive: true, filter: (path) => path !== join(enrolled, 'cache', 'graphs') });
  return home;
}

async function artifactsOfQuietRun(ingest: readonly string[]): Promise<string[][]> {
  const home = prepare();
  const run = await runScribe(home, ingest);
  return artifactsOf(home, resultsOf(run.stdout)[0].meetingId!);
}

beforeAll(async () => {
  await enrollColleagues(enrolled);
  undisturbed[short] = await artifactsOfQuietRun(['ingest', short, '--json']);
  undisturbed[long] = await artifactsOfQuietRun(['ingest', long, '--json']);
});

describe('kill -9', () => {
  it.each(stageNames)(
    'while it runs %s: the next run completes as if nothing had happened',
    async (stage) => {
      // A turn in another language is what can be translated: English that is taken for German will do.
      const asked = stage === 'translate' ? ['--language', 'de', '--translate'] : [];
      const ingest = ['ingest', short, '--json', ...asked];
      const home = prepare();
      const killed = await runScribe(home, ingest, {
        onLine: during(stage, 'SIGKILL'),
      });
      expect(killed.signal).toBe('SIGKILL');
      const before = (await meetingsOf(home)).map((meeting) => meeting.status);
      expect(['', 'pending', 'processing', 'completed']).toContain(before.join());

      const next = await runScribe(home, ingest);
      expect(next.status).toBe(0);
      const [result] = resultsOf(next.stdout);
      expect(['completed', 'already-known']).toContain(result.outcome);
      const after = await meetingsOf(home);
      expect(after.map((meeting) => meeting.status)).toEqual(['completed']);
      expect(readdirSync(join(home, 'artifacts'))).toEqual([after[0].id]);
      expect(artifactsOf(home, after[0].id)).toEqual(
        stage === 'translate' ? await artifactsOfQuietRun(ingest) : undisturbed[short],
      );
    },
  );

  it('after a stage: what was finished is not done again', async () => {
    const home = prepare();
    await runScribe(home, ['ingest', long, '--json'], {
      onLine: during('match', 'SIGKILL'),
    });
    const next = await runScribe(home, ['ingest', long, '--json']);
    for (const stage of ['decode', 'detect-speech', 'recognize', 'diarize'])
      expect(next.stdout).toContain(`{"kind":"stage-skipped","stage":"${stage}"`);
  });
});

describe('the working files', () => {
  const killAt = (stage: string) => ({ onLine: during(stage, 'SIGKILL') });

  it('of a killed ingest go when another recording is ingested', async () => {
    const home = prepare();
    await runScribe(home, ['ingest', long, '--json'], killAt('diarize'));
    expect(spoolOf(home)).toHaveLength(1);
    expect((await runScribe(home, ['ingest', short])).status).toBe(0);
    expect(spoolOf(home)).toEqual([]);
  });

  it('of a killed enroll go at the next start', async () => {
    const home = prepare();
    const enroll = ['speakers', 'enroll', 'Zoe', example('voice-maya.ogg'), '--consent'];
    const env = {
      NODE_OPTIONS: `--require ${repo('test/journeys/stop-at.cjs')}`,
      STOP_AT: '1 ^rm .*spool.*pcm$',
    };
    expect((await runScribe(home, enroll, { env })).signal).toBe('SIGKILL');
    expect(spoolOf(home)).toHaveLength(1);
    expect((await runScribe(home, enroll)).status).toBe(0);
    expect(spoolOf(home)).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('of an ingest go when its pipeline crashes', async () => {
    const home = prepare();
    const run = await runScribe(home, ['ingest', short, '--json'], {
      onLine: (line, pid) => {
        if (during('diarize', 'SIGKILL')(line))
          for (const child of childrenOf(pid)) process.kill(child, 'SIGKILL');
        return undefined;
      },
    });
    expect(run.status).not.toBe(0);
    expect(resultsOf(run.stdout)[0].outcome).toBe('failed');
    expect(spoolOf(home)).toEqual([]);
    const next = await runScribe(home, ['ingest', short, '--json']);
    expect(resultsOf(next.stdout)[0].outcome).toBe('completed');
  });

  it('of a running ingest are left alone by another one that keeps nothing', async () => {
    const home = prepare();
    const wait = join(folders.make(), 'go');
    const env = {
      NODE_OPTIONS: `--require ${repo('test/journeys/stop-at.cjs')}`,
      STOP_AT: '1 ^rm .*spool.*pcm$',
      STOP_WAIT: wait,
    };
    const first = runScribe(home, ['ingest', long, '--json'], { env });
    while (!existsSync(`${wait}.reached`)) await new Promise((resolve) => setTimeout(resolve, 50));
    const before = spoolOf(home);
    expect(before).toHaveLength(1);
    const second = await runScribe(home, ['ingest', short, '--cache-days', '0']);
    expect(second.status).toBe(0);
    expect(spoolOf(home)).toEqual(before);
    writeFileSync(wait, '');
    expect((await first).status).toBe(0);
    expect(spoolOf(home)).toEqual([]);
  });
});

// The one that is stopped while it recognizes has first to hear the language.
describe('Ctrl-C', () => {
  it.each([
    ['decode', 'SIGINT'],
    ['detect-speech', 'SIGTERM'],
    ['recognize', 'SIGINT'],
    ['diarize', 'SIGHUP'],
  ] as const)('during %s (%s) stops the work and leaves the store consistent', async (stage, signal) => {
    const home = prepare();
    const language = stage === 'recognize' ? 'auto' : 'en';
    const run = await runScribe(home, ['ingest', long, '--json'], {
      onLine: during(stage, signal),
      language,
    });
    expect(run.status).toBe(130);
    expect(spoolOf(home)).toEqual([]);
    // A second is the promise; on a loaded machine the clock says nothing, but the work must not have gone on.
    expect(run.stdout).not.toContain('"kind":"stage-completed","stage":"diarize"');
    expect((await meetingsOf(home)).map((meeting) => meeting.status)).not.toContain('processing');

    const next = await runScribe(home, ['ingest', long, '--json'], { language });
    expect(resultsOf(next.stdout)[0].outcome).toBe('completed');
    const after = await meetingsOf(home);
    expect(after.map((meeting) => meeting.status)).toEqual(['completed']);
    expect(artifactsOf(home, after[0].id)).toEqual(undisturbed[long]);
  });
});
