import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { repo } from '../shared.js';
import { createFolders, example, runScribe } from './run-scribe.js';

const folders = createFolders();
afterAll(folders.remove);
const home = folders.make();
let meetingId: string;

/** As if everything that is in the store had been measured by a model of an earlier version. */
function pretendOlderModel(): void {
  const db = new Database(join(home, 'scribe.db'));
  for (const [table, column] of [
    ['voice_samples', 'model'],
    ['voice_centroids', 'model'],
    ['user_profiles', 'voice_model'],
    ['speakers', 'centroid_model'],
  ])
    db.exec(`UPDATE ${table} SET ${column} = 'older-model' WHERE ${column} IS NOT NULL`);
  db.close();
}

const speakers = async (...args: string[]) => {
  const run = await runScribe(home, ['speakers', ...args, '--json']);
  expect(run.status, run.stderr).toBe(0);
  return JSON.parse(run.stdout);
};

/** Types a command that scribe printed. */
const type = (command: string) => {
  const program = `'${process.execPath}' '${repo('bin', 'scribe.js')}'`;
  execFileSync('sh', ['-c', command.replace(/^scribe/, program)], {
    env: { ...process.env, SCRIBE_HOME: home },
  });
};

beforeAll(async () => {
  await speakers('enroll', 'Maya', example('voice-maya.ogg'), '--consent');
  const { stdout } = await runScribe(home, ['ingest', example('voice-tom.ogg'), '--json']);
  ({ meetingId } = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .find(({ kind }) => kind === 'recording-finished').result);
  await speakers('enroll', 'Tom', '--from-meeting', meetingId, '--cluster', 'S1', '--consent');
  pretendOlderModel();
}, 120_000);

it('profiles that another model measured are named, with the commands that enroll them again', async () => {
  const list = await speakers('list');
  const [maya, tom] = list.map((profile: { enrollAgain: string[] }) => profile.enrollAgain);
  expect(maya).toEqual([`scribe speakers enroll Maya ${example('voice-maya.ogg')}`]);
  expect(tom).toEqual([
    expect.stringMatching(/^scribe speakers enroll Tom --from-meeting \w{8} --cluster S1$/),
  ]);

  const { stderr, stdout } = await runScribe(home, ['ingest', example('voice-maya.ogg')]);
  for (const command of [maya[0], tom[0]]) expect(stderr).toContain(`\`${command}\``);
  expect(stderr).toMatch(/warning: Maya was measured by older-model, not by \S+, and is not recognized: run/);
  expect(stdout).toMatch(/S1 +Speaker 1/);
  const doctor = JSON.parse((await runScribe(home, ['doctor', '--json'])).stdout);
  expect(doctor.checks).toContainEqual({
    ...{ name: 'profile Maya', problem: null, warning: true },
    detail: expect.stringContaining(maya[0]),
  });
  expect((await runScribe(home, ['speakers', 'show', 'Tom'])).stderr).toContain(`run \`${tom[0]}\``);
}, 120_000);

it('those commands enroll them again, from the recording of a meeting too', async () => {
  for (const { enrollAgain } of await speakers('list')) for (const command of enrollAgain) type(command);
  for (const profile of await speakers('list')) {
    expect(profile).toMatchObject({ samples: 2, enrollAgain: [] });
    expect(profile.model).not.toBe('older-model');
  }
  const { samples } = await speakers('show', 'Tom');
  expect(samples[1]).toMatchObject({ source: { meetingId, clusterId: 'S1' } });
  expect(samples[1].quality).toBeGreaterThan(0.5);
}, 120_000);
