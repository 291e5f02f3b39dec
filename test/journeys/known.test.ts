import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFolders, example, ffmpegPath, resultsOf, runScribe } from './run-scribe.js';

const folders = createFolders();
afterAll(folders.remove);

/** Half a minute of the sample meeting in telephone quality, and the same file cut off after four fifths. */
const input = folders.make();
const whole = join(input, 'whole.wav');
const cutOff = join(input, 'cut-off.wav');
beforeAll(() => {
  const telephone = ['-ar', '8000', '-ac', '1', '-c:a', 'pcm_mulaw'];
  execFileSync(ffmpegPath, ['-v', 'error', '-i', example('standup.ogg'), '-t', '30', ...telephone, whole]);
  const bytes = readFileSync(whole);
  writeFileSync(cutOff, bytes.subarray(0, Math.floor(0.8 * bytes.length)));
});

const list = async (home: string) =>
  JSON.parse((await runScribe(home, ['meetings', 'list', '--json'])).stdout) as {
    id: string;
    title: string;
    status: string;
    duration: number;
  }[];
const ingest = async (home: string, ...args: string[]) => {
  const run = await runScribe(home, ['ingest', ...args, '--json']);
  expect(run.status).toBe(0);
  return resultsOf(run.stdout)[0];
};

describe('a recording that continues where the known one was cut off', () => {
  const home = folders.make();
  let short: string;

  it('leaves the shorter meeting alone while it is not finished itself', async () => {
    short = (await ingest(home, cutOff, '--title', 'Stand-up on the phone')).meetingId!;
    const killed = await runScribe(home, ['ingest', whole, '--json'], {
      onLine: (line) => (line.includes('"stage-started","stage":"recognize"') ? 'SIGKILL' : undefined),
    });
    expect(killed.signal).toBe('SIGKILL');
    const completed = (await list(home)).filter(({ status }) => status === 'completed');
    expect(completed).toMatchObject([{ id: short, title: 'Stand-up on the phone' }]);
  });

  it('replaces it, says so, and keeps the title that somebody gave it', async () => {
    const result = await ingest(home, whole);
    expect(result).toMatchObject({
      outcome: 'completed',
      reason: expect.stringContaining('this longer copy replaced the meeting of cut-off.wav (0:23)'),
      replaced: [{ meetingId: short, fileName: 'cut-off.wav' }],
    });
    const meetings = await list(home);
    expect(meetings).toMatchObject([{ id: result.meetingId, title: 'Stand-up on the phone' }]);
    expect(meetings[0].duration).toBeCloseTo(30, 0);
  });

  it('is then known to contain the shorter one, which does not replace it even with --force', async () => {
    const [meeting] = await list(home);
    const result = await ingest(home, cutOff);
    expect(result).toMatchObject({ outcome: 'sounds-like', meetingId: meeting.id });
    expect(result.sameAs).toMatchObject({ by: 'acoustic', part: { start: 0 } });
    expect(result.reason).toMatch(/part of a longer recording.*whole\.wav, 0:00 to 0:2\d.*--as-copy/);
    expect(result.reason).not.toContain('--force');
    expect((await ingest(home, cutOff, '--force')).replaced).toEqual([]);
    expect((await list(home)).map(({ id }) => id)).toContain(meeting.id);
  });
});

it('two calls with the same music and then different talk are two meetings, also with --force', async () => {
  const home = folders.make();
  const music = ['-f', 'lavfi', '-i', 'aevalsrc=0.2*sin(2*PI*t*(300+80*floor(mod(t*3\\,7)))):s=16000:d=30'];
  for (const name of ['maya', 'tom'])
    execFileSync(ffmpegPath, [
      '-v',
      'error',
      ...music,
      ...['-i', example(`voice-${name}.ogg`)],
      ...['-filter_complex', '[1:a]aresample=16000,aformat=channel_layouts=mono[v];[0:a][v]concat=v=0:a=1'],
      join(input, `call-${name}.mp3`),
    ]);
  const calls = [join(input, 'call-maya.mp3'), join(input, 'call-tom.mp3')];
  for (const options of [[], ['--force']]) {
    const run = await runScribe(home, ['ingest', ...calls, ...options, '--json']);
    expect(resultsOf(run.stdout).map(({ outcome }) => outcome)).toEqual(['completed', 'completed']);
    expect(await list(home)).toHaveLength(2);
  }
});
