import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseStm } from '../../eval/score-words.js';
import { jsonTranscriptSchema } from '../../src/render/json.js';
import {
  contentsOf,
  createFolders,
  enrollColleagues,
  example,
  ffmpegPath,
  resultsOf,
  runScribe,
} from './run-scribe.js';

const folders = createFolders();
afterAll(folders.remove);

const encode = (from: string, to: string, ...options: string[]) =>
  execFileSync(ffmpegPath, ['-v', 'error', '-y', '-i', from, ...options, to]);

describe('a recording of three colleagues', () => {
  const home = folders.make();
  const out = folders.make();
  let meetingId: string;

  beforeAll(async () => {
    await enrollColleagues(home);
    const run = await runScribe(home, ['ingest', example('standup.ogg'), '--out', out, '--json'], {
      language: 'auto',
    });
    expect(run.stderr).toBe('');
    expect(run.status).toBe(0);
    const [result] = resultsOf(run.stdout);
    expect(result.outcome).toBe('completed');
    meetingId = result.meetingId!;
  });

  it('becomes a transcript with the right name on every turn and nearly every word right', () => {
    const expected = parseStm(readFileSync(example('standup.stm'), 'utf8'));
    const json = readFileSync(join(out, 'standup', 'transcript.json'), 'utf8');
    const { turns } = jsonTranscriptSchema.parse(JSON.parse(json));
    expect(turns.map((turn) => turn.speaker)).toEqual(expected.map(({ speaker }) => speaker));
    let wrong = 0;
    let words = 0;
    for (const [i, { text }] of expected.entries()) {
      const said = new Set(plain(turns[i].text));
      for (const word of plain(text)) {
        words++;
        if (!said.has(word)) wrong++;
      }
    }
    expect(wrong / words).toBeLessThan(0.04);
  });

  it('has the same five files in the store and in --out', () => {
    const inStore = contentsOf(join(home, 'artifacts', meetingId));
    expect(Object.keys(inStore)).toEqual(
      ['json', 'md', 'srt', 'txt', 'vtt'].map((kind) => `transcript.${kind}`),
    );
    expect(contentsOf(join(out, 'standup'))).toEqual(inStore);
  });

  it('prints the same again from the store', async () => {
    for (const format of ['md', 'vtt', 'srt', 'json', 'txt']) {
      const run = await runScribe(home, ['transcript', meetingId.slice(0, 13), '--format', format]);
      expect(run.stdout).toBe(readFileSync(join(out, 'standup', `transcript.${format}`), 'utf8'));
    }
  });

  it('is known by its bytes, and by its samples in another container', async () => {
    const wav = join(folders.make(), 'copy.wav');
    encode(example('standup.ogg'), wav, '-ar', '16000', '-ac', '1', '-c:a', 'pcm_s16le');
    const flac = join(folders.make(), 'copy.flac');
    encode(wav, flac);
    const known = await runScribe(home, ['ingest', example('standup.ogg'), wav, flac, '--json']);
    expect(known.status).toBe(0);
    const results = resultsOf(known.stdout);
    expect(results.map((r) => [r.outcome, r.sameAs?.by, r.meetingId])).toEqual([
      ['already-known', 'sha256', meetingId],
      ['already-known', 'content', meetingId],
      ['already-known', 'content', meetingId],
    ]);
  });

  it('is known by its sound after re-encoding, and kept as a copy only when asked', async () => {
    const mp3 = join(folders.make(), 'mail.mp3');
    encode(example('standup.ogg'), mp3, '-b:a', '64k', '-ac', '2', '-ar', '44100');
    const known = await runScribe(home, ['ingest', mp3, '--json']);
    expect(known.status).toBe(0);
    expect(resultsOf(known.stdout)[0]).toMatchObject({
      outcome: 'sounds-like',
      meetingId,
      sameAs: { by: 'acoustic' },
    });
    expect(resultsOf(known.stdout)[0].reason).toMatch(/--force.*--as-copy/);

    const copy = await runScribe(home, ['ingest', mp3, '--as-copy', '--json']);
    expect(resultsOf(copy.stdout)[0].outcome).toBe('completed');
    expect(resultsOf(copy.stdout)[0].meetingId).not.toBe(meetingId);
    const removed = await runScribe(home, ['meetings', 'rm', resultsOf(copy.stdout)[0].meetingId!, '--yes']);
    expect(removed.status).toBe(0);
  });

  it('is not transcribed again for another diarization setting, and replaces the old meeting with --force', async () => {
    const ingest = ['ingest', example('standup.ogg'), '--force', '--speakers', '2', '--json'];
    const run = await runScribe(home, ingest, { language: 'auto' });
    const [result] = resultsOf(run.stdout);
    expect(result.outcome).toBe('completed');
    expect(result.speakers).toHaveLength(2);
    expect(run.stdout).toContain('{"kind":"stage-skipped","stage":"recognize"');
    expect(run.stdout).not.toContain('{"kind":"stage-skipped","stage":"diarize"');
    const list = JSON.parse((await runScribe(home, ['meetings', 'list', '--json'])).stdout);
    expect(list.map((m: { id: string }) => m.id)).toEqual([result.meetingId]);
    expect(existsSync(join(home, 'artifacts', meetingId))).toBe(false);
    meetingId = result.meetingId!;
  });

  it('leaves no working files behind', () => {
    expect(contentsOf(join(home, 'cache', 'spool'))).toEqual({});
  });
});

describe('a batch', () => {
  it('continues after a bad file and exits 7; a second recording of the same name gets -2', async () => {
    const home = folders.make();
    const out = folders.make();
    const input = folders.make();
    mkdirSync(join(input, 'a'));
    mkdirSync(join(input, 'b'));
    copyFileSync(example('voice-maya.ogg'), join(input, 'a', 'note.ogg'));
    copyFileSync(example('voice-tom.ogg'), join(input, 'b', 'note.ogg'));
    writeFileSync(join(input, 'b', 'broken.mp3'), 'this is text');
    const run = await runScribe(home, ['ingest', input, '--out', out, '--json']);
    expect(run.status).toBe(7);
    expect(resultsOf(run.stdout).map((r) => [r.path.slice(input.length + 1), r.outcome])).toEqual([
      [join('a', 'note.ogg'), 'completed'],
      [join('b', 'broken.mp3'), 'failed'],
      [join('b', 'note.ogg'), 'completed'],
    ]);
    expect(existsSync(join(out, 'note', 'transcript.md'))).toBe(true);
    expect(existsSync(join(out, 'note-2', 'transcript.md'))).toBe(true);
    expect(existsSync(join(out, 'broken'))).toBe(false);
  });

  it('takes patterns and standard input', async () => {
    const home = folders.make();
    const pattern = await runScribe(home, ['ingest', 'voice-[mt]*.ogg', '--json'], { cwd: example('') });
    expect(resultsOf(pattern.stdout).map((r) => r.path)).toEqual(['voice-maya.ogg', 'voice-tom.ogg']);
    const input = readFileSync(example('voice-angus.ogg'));
    const piped = await runScribe(home, ['ingest', '-', '--title', 'A note', '--json'], { input });
    expect(resultsOf(piped.stdout)[0]).toMatchObject({ path: '-', outcome: 'completed', title: 'A note' });
    const again = await runScribe(home, ['ingest', '-', '--json'], { input });
    expect(resultsOf(again.stdout)[0].outcome).toBe('already-known');
  });
});

it('two programs given one file at once make one meeting', async () => {
  const home = folders.make();
  const runs = await Promise.all(
    [0, 1, 2].map(() => runScribe(home, ['ingest', example('standup.ogg'), '--json'])),
  );
  expect(runs.map((run) => run.status)).toEqual([0, 0, 0]);
  const outcomes = runs.map((run) => resultsOf(run.stdout)[0].outcome);
  expect(outcomes.filter((outcome) => outcome === 'completed')).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === 'failed')).toHaveLength(0);
  const list = JSON.parse((await runScribe(home, ['meetings', 'list', '--json'])).stdout);
  expect(list).toHaveLength(1);
});

const plain = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z' ]/g, '')
    .split(/\s+/)
    .filter(Boolean);
