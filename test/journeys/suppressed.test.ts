import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonTranscriptSchema } from '../../src/render/json.js';
import { listArtifacts } from '../../src/store/artifacts.js';
import { openStore } from '../../src/store/open-store.js';
import { replaceTurns } from '../../src/store/save-turns.js';
import { at, complete, enroll, makeRecording, newId } from '../store/fixture.js';
import { contentsOf, createFolders, example, resultsOf, runScribe } from './run-scribe.js';

const folders = createFolders();
afterAll(folders.remove);

describe('suppressed words', () => {
  const home = folders.make();
  let id: string;
  const scribe = (...args: string[]) => runScribe(home, args);

  beforeAll(() => {
    const store = openStore({ home, now: at(0) });
    const { meetingId, meeting } = complete(store, makeRecording('a.ogg'), enroll(store, 'Maya'));
    id = meetingId;
    const turns = [...meeting.turns.slice(0, 2), { ...meeting.turns[2], text: 'Um, it was was done.' }];
    replaceTurns(store, { meetingId, turns, newId, now: at(3) });
    store.close();
  });

  it('are listed with numbers and reasons, counted, and named in every transcript', async () => {
    const list = await scribe('transcript', id, '--suppressed');
    expect(
      list.stdout
        .split('\n')
        .slice(0, 3)
        .map((line) => line.split(/ {2,}/)),
    ).toEqual([
      ['NO', 'TIME', 'SPEAKER', 'REASON', 'DETAIL', 'TEXT'],
      ['1', '00:00:20', 'Speaker 2', 'no-speech', 'no speech was detected within 8.1 s', 'Thank you.'],
      ['2', '00:00:55', 'Unattributed', 'foreign-script', 'Chinese or Japanese letters', '谢谢观看'],
    ]);
    const json = JSON.parse((await scribe('transcript', id, '--suppressed', '--json')).stdout);
    expect(json[0]).toMatchObject({ number: 1, restoredAt: null, speaker: 'Speaker 2', reason: 'no-speech' });
    expect((await scribe('meetings', 'show', id)).stdout).toContain(
      'suppressed 2 passages as probably not spoken\n',
    );
    expect((await scribe('transcript', id)).stdout).toContain('*2 passages were left out');
  });

  it('and speech without words, and doubtful turns, are shown with the meeting', async () => {
    const shown = (await scribe('meetings', 'show', id)).stdout;
    expect(shown).toContain('no words   00:00:03  1.1 s of speech gave no words.\n');
    expect(shown).toContain('no words   00:00:20  1.5 s of speech: what was recognized here was left out');
    expect(shown).toContain('doubtful   1 turn of very low confidence: 0:02 (0.5 s)\n');
    const json = JSON.parse((await scribe('meetings', 'show', id, '--json')).stdout);
    expect(json).toMatchObject({ doubtfulTurns: 1, unrecognized: [{ reason: 'no-words' }, { start: 20 }] });
    expect((await scribe('transcript', id)).stdout).toContain('[00:00:03] *1.1 s of speech gave no words.*');
  });

  it('are restored to their places, in the store and in its files', async () => {
    const restored = await scribe('transcript', id, '--restore', '1');
    expect([restored.status, restored.stdout]).toEqual([0, 'restored 1 passage: 1\n']);
    const files = contentsOf(join(home, 'artifacts', id));
    expect(files['transcript.txt']).toContain('Speaker 2: Um, it was was done.\n\nSpeaker 2: Thank you.\n');
    expect(files['transcript.md']).toContain('*1 passage was left out');
    const json = jsonTranscriptSchema.parse(JSON.parse(files['transcript.json']));
    expect(json.suppressed.map((passage) => [passage.text, passage.reason])).toEqual([
      ['谢谢观看', 'foreign-script'],
    ]);
    expect(json.turns.at(-1)).toMatchObject({ clusterId: 'S2', startMs: 20_100, text: 'Thank you.' });
    const shown = (await scribe('meetings', 'show', id)).stdout;
    expect(shown).toContain('1 of them restored');
    expect(shown).toContain('no words   00:00:03');
    expect(shown).not.toContain('no words   00:00:20');
  });

  it('are restored once, and not at all if one of several is restored already', async () => {
    const before = readFileSync(join(home, 'artifacts', id, 'transcript.txt'), 'utf8');
    const again = await scribe('transcript', id, '--restore', '2', '1');
    expect(again.status).toBe(2);
    expect(again.stderr).toContain('passage 1 is restored already');
    expect(readFileSync(join(home, 'artifacts', id, 'transcript.txt'), 'utf8')).toBe(before);
    expect((await scribe('transcript', id, '--restore', 'all')).stdout).toBe('restored 1 passage: 2\n');
  });

  it('can be suppressed again', async () => {
    const run = await scribe('transcript', id, '--suppress', 'all');
    expect([run.status, run.stdout]).toEqual([0, 'suppressed 2 passages: 1, 2\n']);
    expect(readFileSync(join(home, 'artifacts', id, 'transcript.md'), 'utf8')).toContain(
      '*2 passages were left out',
    );
    const former = await scribe('transcript', id, '--leave-out', '1');
    expect([former.status, former.stderr]).toEqual([
      2,
      expect.stringContaining('passage 1 is suppressed already'),
    ]);
  });

  it('a transcript is written clean when asked', async () => {
    expect((await scribe('transcript', id, '--format', 'txt', '--style', 'clean')).stdout).toContain(
      'Speaker 2: It was done.\n',
    );
  });
});

it('a recording is ingested in the style that was asked for', async () => {
  const home = folders.make();
  const flags = ['--style', 'clean', '--hallucinations', 'keep', '--json'];
  const run = await runScribe(home, ['ingest', example('voice-maya.ogg'), ...flags]);
  expect(run.status).toBe(0);
  const store = openStore({ home, now: at(0) });
  const styles = listArtifacts(store, resultsOf(run.stdout)[0].meetingId ?? '').map(({ style }) => style);
  store.close();
  expect(styles).toEqual(['clean', 'clean', 'clean', 'clean', 'clean']);
});
