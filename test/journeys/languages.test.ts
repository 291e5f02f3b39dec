import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { jsonTranscriptSchema } from '../../src/render/json.js';
import { characterErrorRate } from '../asr/character-errors.js';
import { hasShared, shared } from '../shared.js';
import { createFolders, eventsOf, example, ffmpegPath, resultsOf, runScribe } from './run-scribe.js';

const folders = createFolders();
afterAll(folders.remove);

/** Nothing can be fetched: whatever is recognized is recognized by what ships. */
const offline = { SCRIBE_OFFLINE: '1', HF_ENDPOINT: 'http://127.0.0.1:9' };
const clip = (name: string) => shared('golden/whisper-base', `${name}.flac`);
const sentences = hasShared
  ? readFileSync(shared('golden/whisper-base/sentences.tsv'), 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.split('\t'))
  : [];
const said = (file: string, language: string) =>
  sentences.filter((row) => row[0] === `${file}.flac` && row[1] === language).map((row) => row[4]);

async function ingest(paths: readonly string[], ...flags: string[]) {
  const home = folders.make();
  const run = await runScribe(home, ['ingest', ...paths, '--json', ...flags], {
    env: offline,
    language: 'auto',
  });
  expect(run.status, run.stderr).toBe(0);
  const meetings = resultsOf(run.stdout).map(({ meetingId }) => {
    const file = join(home, 'artifacts', meetingId!, 'transcript.json');
    return jsonTranscriptSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  });
  return { home, run, meetings };
}

describe.skipIf(!hasShared)('a fresh clone without a network', { timeout: 600_000 }, () => {
  it('transcribes German and Japanese as what they are', async () => {
    const { meetings } = await ingest([clip('de'), clip('ja')]);
    expect(meetings.map(({ language, languages }) => [language, languages])).toEqual([
      ['de', ['de']],
      ['ja', ['ja']],
    ]);
    const text = meetings.map(({ turns }) => turns.map((turn) => turn.text).join(' '));
    expect(characterErrorRate(said('de', 'de').join(' '), text[0])).toBeLessThan(0.1);
    expect(characterErrorRate(said('ja', 'ja').join(' '), text[1])).toBeLessThan(0.15);
    for (const { models } of meetings) expect(models.recognition).toBe('whisper-base-8bit');
  });

  it('writes three languages of one recording, each in its own script, and lists them', async () => {
    const { home, meetings } = await ingest([clip('three-languages')]);
    const [{ id, language, languages, turns }] = meetings;
    // 19 s of Chinese, 17 of German, 14 of Spanish.
    expect(language).toBe('zh');
    expect(languages).toEqual(['zh', 'de', 'es']);
    for (const [code, start, end] of [
      ['de', 0, 18_400],
      ['zh', 18_400, 39_300],
      ['es', 39_300, 54_800],
    ] as const) {
      const inside = turns.filter((turn) => turn.language === code);
      expect(inside.length).toBeGreaterThan(0);
      for (const turn of inside) {
        expect(turn.startMs).toBeGreaterThanOrEqual(start);
        expect(turn.endMs).toBeLessThanOrEqual(end);
        expect(turn.endMs).toBeGreaterThan(turn.startMs);
      }
      // Half of the Chinese may come in traditional characters: what counts is that no sentence is lost.
      const written = inside.map((turn) => turn.text).join(' ');
      if (code === 'zh') expect(written).toMatch(/^\p{Script=Han}[\p{Script=Han}\p{P}\s]{40,}$/u);
      else expect(characterErrorRate(said('three-languages', code).join(' '), written)).toBeLessThan(0.15);
    }
    const markdown = readFileSync(join(home, 'artifacts', id, 'transcript.md'), 'utf8');
    expect(markdown).toContain('languages:\n  - "zh"\n  - "de"\n  - "es"\n');
    const show = await runScribe(home, ['meetings', 'show', id]);
    expect(show.stdout).toMatch(/^language +zh, de, es$/m);
  });

  it('finds one Spanish sentence in an English meeting, which stays with the English model', async () => {
    const path = join(folders.make(), 'mixed.flac');
    const parts = [example('standup.ogg'), clip('es'), example('standup.ogg')];
    const plain = 'aresample=16000,aformat=channel_layouts=mono';
    const filter = `[0:a]${plain}[a];[1:a]${plain}[b];[2:a]${plain}[c];[a][b][c]concat=n=3:v=0:a=1`;
    const inputs = parts.flatMap((part) => ['-i', part]);
    execFileSync(ffmpegPath, ['-v', 'error', ...inputs, '-filter_complex', filter, path]);
    const [{ languages, models, turns }] = (await ingest([path])).meetings;
    expect(languages).toEqual(['en', 'es']);
    expect(models.recognition).toBe('whisper-tiny.en-scribe, whisper-base-8bit');
    const foreign = turns.filter((turn) => turn.language === 'es').map((turn) => turn.text);
    expect(characterErrorRate(said('es', 'es')[0], foreign.join(' '))).toBeLessThan(0.1);
    const before = turns.filter((turn) => turn.endMs < 79_000);
    expect(before.map((turn) => turn.text).join(' ')).toMatch(/^Good morning everyone.*Monday at nine\.$/);
  });

  it('hears no other languages than those that may be spoken, stretch by stretch', async () => {
    const { meetings } = await ingest([clip('three-languages')], '--languages', 'es,zh');
    const [{ languages, turns }] = meetings;
    expect([...languages].sort()).toEqual(['es', 'zh']);
    // German is neither, and has to be one of them; the Spanish from 39.7 s on stays what it is.
    const spanish = turns.filter((turn) => turn.startMs > 39_300);
    expect(new Set(spanish.map((turn) => turn.language))).toEqual(new Set(['es']));
    const written = spanish.map((turn) => turn.text).join(' ');
    expect(characterErrorRate(said('three-languages', 'es').join(' '), written)).toBeLessThan(0.1);
  });

  it('writes in English, too, what is said in another language, also as subtitles', async () => {
    const { home, meetings } = await ingest([clip('es')], '--translate', '--language', 'es');
    const [{ id, turns, models }] = meetings;
    expect(models.translation).toBe('whisper-base-8bit');
    expect(turns[0].text).toMatch(/el segundo libro/);
    expect(turns[0].translation).toMatch(/the second book was discovered/);
    const srt = await runScribe(home, ['transcript', id, '--format', 'srt', '--translated']);
    expect(srt.stdout.replace(/\s+/g, ' ')).toMatch(/the second book was discovered/);
    expect(srt.stdout).not.toContain('segundo');
  });

  it('uses a given language for the whole recording', async () => {
    const { meetings } = await ingest([clip('es')], '--language', 'de');
    expect(meetings[0].languages).toEqual(['de']);
  });

  it('warns if the named model does not speak what is heard, in the transcript, too', async () => {
    const { run, meetings } = await ingest([clip('ru')], '--model', 'whisper-tiny.en-scribe');
    const warning = /sounds like Russian \(ru\), which whisper-tiny\.en-scribe does not speak/;
    const warnings = eventsOf(run.stdout).flatMap((e) => (e.kind === 'warning' ? [e.message] : []));
    expect(warnings.join()).toMatch(warning);
    expect(meetings[0].warnings.join()).toMatch(warning);
  });
});
