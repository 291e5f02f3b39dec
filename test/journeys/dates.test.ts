import { execFileSync } from 'node:child_process';
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createFolders, example, ffmpegPath, runScribe } from './run-scribe.js';

const folders = createFolders();
afterAll(folders.remove);
const home = folders.make();
const input = folders.make();
const env = { TZ: 'America/Los_Angeles' };

/** A second of speech of its own for each, so that none is a part of another. */
const files: [name: string, tags: string[], day: string, shown: string][] = [
  [
    'evening.m4a',
    ['-metadata', 'creation_time=2024-05-06T02:30:00Z'],
    '2024-05-05',
    '2024-05-05 19:30:00 -07:00 (tag of the file)',
  ],
  [
    'abroad.mov',
    [
      '-movflags',
      'use_metadata_tags',
      '-metadata',
      'com.apple.quicktime.creationdate=2024-05-06T23:30:00+0200',
    ],
    '2024-05-06',
    '2024-05-06 23:30:00 +02:00 (QuickTime)',
  ],
  [
    'day.opus',
    ['-metadata', 'date=2024-05-06'],
    '2024-05-06',
    '2024-05-06 (tag of the file, a day without a time)',
  ],
  ['2024-05-06 14.30 plan.wav', [], '2024-05-06', '2024-05-06 14:30:00 -07:00 (name of the file)'],
  [
    'zero.flac',
    ['-metadata', 'creation_time=0000-00-00T00:00:00Z'],
    '2023-01-01',
    '2023-01-01 19:04:05 -08:00 (time of the file)',
  ],
];

beforeAll(async () => {
  for (const [i, [name, tags]] of files.entries()) {
    const path = join(input, name);
    const part = ['-ss', `${2 * i}`, '-t', '2', '-i', example('voice-maya.ogg'), '-map_metadata', '-1'];
    execFileSync(ffmpegPath, ['-v', 'error', ...part, ...tags, path]);
    utimesSync(path, new Date('2023-01-02T03:04:05Z'), new Date('2023-01-02T03:04:05Z'));
  }
  const run = await runScribe(home, ['ingest', input, '--quiet'], { env });
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
}, 120_000);

const list = async () => JSON.parse((await runScribe(home, ['meetings', 'list', '--json'], { env })).stdout);

it('lists show the local day of each recording, and `meetings show` where it comes from', async () => {
  const meetings: { id: string; fileName: string }[] = await list();
  const table = (await runScribe(home, ['meetings', 'list'], { env })).stdout.split('\n');
  for (const [name, , day, shown] of files) {
    const line = table.find((row) => row.endsWith(` ${name.replace(/\.\w+$/, '')}`));
    expect(line?.split(/\s+/)[1], name).toBe(day);
    const { id } = meetings.find(({ fileName }) => fileName === name)!;
    expect((await runScribe(home, ['meetings', 'show', id], { env })).stdout).toContain(shown);
  }
});

it('--date overrides the file, and an impossible date is refused before any work', async () => {
  const path = join(input, 'evening.m4a');
  const run = await runScribe(home, ['ingest', path, '--force', '--date', '2020-02-29', '--quiet'], { env });
  expect(run.status).toBe(0);
  const [meeting] = (await list()).filter(({ fileName }: { fileName: string }) => fileName === 'evening.m4a');
  expect(meeting).toMatchObject({
    startTime: '2020-02-29T08:00:00.000Z',
    dating: { source: 'option', precision: 'day', zone: '-08:00' },
  });
  const refused = await runScribe(home, ['ingest', path, '--date', '29.2.2020'], { env });
  expect(refused.status).toBe(2);
  expect(refused.stderr).toContain('--date is "29.2.2020"');
});
