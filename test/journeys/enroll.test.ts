import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseStm } from '../../eval/score-words.js';
import { createFolders, example, ffmpegPath, resultsOf, runScribe } from './run-scribe.js';

const folders = createFolders();
afterAll(folders.remove);
const home = folders.make();
const input = folders.make();

/** Some seconds of one of the example voices. */
function cut(name: string, from: number, seconds: number, ...path: string[]): string {
  const part = ['-ss', `${from}`, '-t', `${seconds}`, '-i', example(`voice-${name}.ogg`)];
  execFileSync(ffmpegPath, ['-v', 'error', '-y', ...part, join(input, ...path)]);
  return join(input, ...path);
}
const enroll = (name: string, ...files: string[]) =>
  runScribe(home, ['speakers', 'enroll', name, ...files, '--consent', '--json'], { cwd: input });

beforeAll(() => {
  mkdirSync(join(input, 'maya'));
  for (const i of [0, 1, 2, 3]) cut('maya', 0.5 + 1.5 * i, 1.5, 'maya', `${i}.wav`);
  writeFileSync(join(input, 'maya', 'notes.txt'), 'four short recordings');
});

it('recordings that are too short alone are enough together, from a folder or a pattern', async () => {
  const fromFolder = await enroll('Maya', 'maya');
  expect(fromFolder.stderr).toBe(`note: 1 passed over (${join('maya', 'notes.txt')}: a text file)\n`);
  expect(fromFolder.status).toBe(0);
  expect(JSON.parse(fromFolder.stdout)).toMatchObject({ displayName: 'Maya', added: 4 });
  const again = await enroll('Maya', 'maya/[0-3].wav');
  expect(JSON.parse(again.stdout).added).toBe(0);

  // The profile is as good as one from a longer recording: the same person under another name is reported.
  const same = await enroll('May', example('voice-maya.ogg'));
  expect(JSON.parse(same.stdout).warnings).toEqual([
    expect.stringMatching(/similar to that of Maya \(0\.[89]/),
  ]);
});

it('recordings that are too short together are named, with what they have; nothing is stored', async () => {
  const run = await enroll('Tom', cut('tom', 1, 0.7, 'tom-1.wav'), cut('tom', 3, 0.6, 'tom-2.wav'));
  expect(run.status).toBe(3);
  expect(run.stderr).toMatch(
    /together they have [\d.]+ s of speech \(.*tom-1\.wav.*tom-2\.wav.*\), and 1\.5 s are needed/,
  );
  const list = JSON.parse((await runScribe(home, ['speakers', 'list', '--json'])).stdout);
  expect(list.map((profile: { displayName: string }) => profile.displayName)).not.toContain('Tom');
});

it('a recording of another person among them is refused, and stored with --force alone', async () => {
  const files = [cut('angus', 0, 6, 'a.wav'), cut('angus', 6, 5, 'b.wav'), join('maya', '0.wav')];
  const refused = await enroll('Angus', ...files);
  expect(refused.status).toBe(3);
  expect(refused.stderr).toMatch(/the voice in maya.0\.wav is not similar to the others/);
  expect((await runScribe(home, ['speakers', 'show', 'Angus'])).status).toBe(2);
  const forced = await enroll('Angus', ...files, '--force');
  expect(JSON.parse(forced.stdout)).toMatchObject({
    added: 3,
    checked: files.map((name) => ({ name, voices: 1 })),
  });
});

it('a recording of three people is refused, with what was found in it', async () => {
  const run = await runScribe(home, ['speakers', 'enroll', 'All', example('standup.ogg'), '--consent']);
  expect(run.status).toBe(3);
  expect(run.stderr).toMatch(
    /^SAMPLE +SPEECH +LEVEL +CLIPPED +VOICES +QUALITY\n.*standup\.ogg +\d\d\.\d s +-\d\d dB +0\.0 % +3 /m,
  );
  expect(run.stderr).toMatch(/Enrolling All failed: .*standup\.ogg has 3 voices\. Nothing was stored\./);
  expect((await runScribe(home, ['speakers', 'show', 'All'])).status).toBe(2);
});

it('two seconds of each voice name every turn of the sample meeting', async () => {
  const own = folders.make();
  for (const name of ['Maya', 'Tom', 'Angus']) {
    const voice = cut(name.toLowerCase(), 1, 2, `${name}-2s.wav`);
    const run = await runScribe(own, ['speakers', 'enroll', name, voice, '--consent']);
    expect(run.status, run.stderr).toBe(0);
  }
  const [{ meetingId }] = resultsOf(
    (await runScribe(own, ['ingest', example('standup.ogg'), '--json'])).stdout,
  );
  const printed = await runScribe(own, ['transcript', `${meetingId}`, '--format', 'json']);
  const turns: { startMs: number; endMs: number; speaker: string }[] = JSON.parse(printed.stdout).turns;
  const reference = parseStm(readFileSync(example('standup.stm'), 'utf8'));
  const named = reference.map(({ start, end }) => {
    const middle = 500 * (start + end);
    return turns.find((turn) => turn.startMs <= middle && middle <= turn.endMs)?.speaker;
  });
  expect(named).toEqual(reference.map(({ speaker }) => speaker));
});
