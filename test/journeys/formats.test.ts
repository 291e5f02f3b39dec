import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatClock } from '../../src/domain/time.js';
import { openStore } from '../../src/store/open-store.js';
import { at, complete, enroll, makeRecording } from '../store/fixture.js';
import { createFolders, example, runScribe } from './run-scribe.js';

const folders = createFolders();
afterAll(folders.remove);
const home = folders.make();
/** A file that the store knows by its hash: it is not decoded. */
const recording = join(folders.make(), 'a.ogg');
let id: string;

beforeAll(() => {
  writeFileSync(recording, Uint8Array.of(0, 255, 1, 254));
  const store = openStore({ home, now: at(0) });
  const known = makeRecording('a.ogg');
  const sha256 = createHash('sha256').update(readFileSync(recording)).digest('hex');
  const fingerprint = { ...known.fingerprint, sha256 };
  id = complete(store, { ...known, fingerprint }, enroll(store, 'Zebedee')).meetingId;
  store.close();
});

const scribe = (...args: string[]) => runScribe(home, args);

describe('scribe ingest --print', () => {
  it('writes the file alone to standard output, and the rest to standard error', async () => {
    const { status, stdout, stderr } = await scribe('ingest', recording, '--print', 'srt');
    expect(status).toBe(0);
    expect(stdout).toBe((await scribe('transcript', id, '--format', 'srt')).stdout);
    expect(stdout).toMatch(/^1\r\n00:00:/);
    expect(stderr).toContain('a.ogg');
  });

  it.each([
    [['--json'], /--print and --json both write to standard output/],
    [[import.meta.filename], /--print writes one transcript; there are 2 recordings/],
  ])('refuses %j', async (more, message) => {
    const run = await scribe('ingest', recording, '--print', 'md', ...more);
    expect(run.status).toBe(2);
    expect(run.stderr).toMatch(message);
    expect(run.stdout).not.toContain('Zebedee');
  });
});

it('scribe transcript --formats chooses what is stored, and says where it is', async () => {
  const folder = join(home, 'artifacts', id);
  const run = await scribe('transcript', id, '--formats', 'json,md');
  expect(run.stdout).toBe(`${join(folder, 'transcript.json')}\n${join(folder, 'transcript.md')}\n`);
  expect(readdirSync(folder)).toEqual(['transcript.json', 'transcript.md']);
  const again = await scribe('transcript', id, '--formats', 'json,md', '--suppressed');
  expect(again.status).toBe(2);
});

describe('scribe import', () => {
  const own = folders.make();
  const folder = folders.make();
  /** What is said in the sample, by whom, and when. */
  const spoken = readFileSync(example('standup.stm'), 'utf8')
    .split('\n')
    .map((line) => /^standup 1 (\S+) ([\d.]+) ([\d.]+) (?:<\S+> )?(.+)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, name, start, end, text]) => ({ name, start: Number(start), end: Number(end), text }));
  const clock = (seconds: number) => formatClock(seconds, 'srt');
  const file = (name: string, lines: readonly string[]) => {
    writeFileSync(join(folder, name), lines.join('\n'));
    return join(folder, name);
  };
  const srt = file(
    'other.srt',
    spoken.map(
      ({ name, start, end, text }, i) => `${i + 1}\n${clock(start)} --> ${clock(end)}\n${name}: ${text}\n`,
    ),
  );
  const audio = ['--audio', example('standup.ogg')];
  const stored = async (...args: string[]) => {
    const run = await runScribe(own, ['import', ...args, ...audio, '--print', 'json']);
    expect(run.stderr).not.toContain('error');
    return JSON.parse(run.stdout) as {
      models: Record<string, string>;
      notes: string[];
      turns: { clusterId: string; text: string; startMs: number }[];
    };
  };

  it('keeps the words of a file, and hears in the recording who says them', async () => {
    const { models, notes, turns } = await stored(srt, '--language', 'en');
    expect(models.recognition).toBe('imported from other.srt (SubRip)');
    expect(models.segmentation).toBe('segmentation-3.0');
    expect(notes.join(' ')).toMatch(/no times of single words.*other\.srt calls the voices S1 /);
    const letters = (texts: readonly string[]) => texts.join('').replace(/\s/g, '');
    expect(letters(turns.map(({ text }) => text))).toBe(letters(spoken.map(({ text }) => text)));
    // Each voice has one name in the file.
    const pairs = turns.map((turn) => {
      const said = spoken.findLast(({ start }) => start * 1000 <= turn.startMs + 1);
      return `${turn.clusterId} ${said?.name}`;
    });
    expect(new Set(pairs).size).toBe(new Set(spoken.map(({ name }) => name)).size);

    const again = await runScribe(own, ['import', srt, ...audio]);
    expect(again.status).toBe(0);
    expect(again.stderr).toContain('warning: other.srt was not imported, since the recording has a meeting');
  }, 180_000);

  it('takes who speaks from RTTM, in the form of the command with its name, too', async () => {
    const rttm = file(
      'who.rttm',
      spoken.map(
        ({ name, start, end }) =>
          `SPEAKER x 1 ${start} ${(end - start).toFixed(3)} <NA> <NA> ${name} <NA> <NA>`,
      ),
    );
    const { models, turns } = await stored('transcript', rttm, srt, '--force');
    expect(models.segmentation).toBe('imported from who.rttm (RTTM)');
    expect(models.recognition).toBe('imported from other.srt (SubRip)');
    const names = [...new Set(spoken.map(({ name }) => name))];
    expect(turns.map(({ clusterId }) => names[Number(clusterId.slice(1)) - 1])).toEqual(
      spoken.map(({ name }) => name).filter((name, i, all) => name !== all[i - 1]),
    );
  }, 180_000);

  it('refuses a transcript that is longer than the recording, and two of one kind', async () => {
    const long = file('long.srt', ['1', '00:10:00,000 --> 00:10:02,000', 'Too late.', '']);
    const late = await runScribe(own, ['import', long, ...audio, '--force']);
    expect(late.status).toBe(2);
    expect(late.stderr).toContain('it goes on until 00:10:02, and standup.ogg ends at 00:01:18');
    const twice = await runScribe(own, ['import', srt, srt, ...audio]);
    expect(twice.status).toBe(2);
    expect(twice.stderr).toContain('two files say the same');
  }, 60_000);
});
