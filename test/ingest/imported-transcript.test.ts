import { expect, it } from 'vitest';
import {
  checkLength,
  describeSpeakers,
  type ImportedTranscript,
} from '../../src/ingest/imported-transcript.js';
import { meeting, speaker, turn, words } from '../render/meetings.js';

const { recording, clusters } = meeting([turn('S1', words('a', 0)), turn('S2', words('b', 1))]);
const heard = clusters.map((cluster, i) => ({ ...cluster, spans: [{ start: 10 * i, end: 10 * i + 8 }] }));

function imported(speakers: ImportedTranscript['speakers']['heard'], end = 20): ImportedTranscript {
  const given = { words: null, speakers: null };
  return { given, files: 'a.srt', end, speakers: { file: 'a.srt', heard: speakers }, notes: [] };
}

it('a voice is called what the file calls most of it, and the command names one that nobody knows yet', () => {
  const file = imported([
    { name: 'Maya', spans: [{ start: 0, end: 7 }] },
    { name: 'Tom "T"', spans: [{ start: 7, end: 18 }] },
  ]);
  const known = [speaker('S1', 'Maya')];
  expect(describeSpeakers('01a21a5c-6bc5-71b8-8d42-6ddeb0a16562', file, heard, known)).toEqual([
    `a.srt calls the voices S1 Maya, S2 Tom "T". \`scribe meetings name b0a16562 S2 'Tom "T"'\` gives a voice its name.`,
  ]);
});

it('labels of programs name nobody, and a voice of which the file is not sure has no name', () => {
  const labels = [{ name: 'SPEAKER_00', spans: [{ start: 0, end: 18 }] }];
  expect(describeSpeakers('x', imported(labels), heard, [])).toEqual([
    'a.srt calls the voices S1 SPEAKER_00, S2 SPEAKER_00.',
  ]);
  const half = [{ name: 'Maya', spans: [{ start: 0, end: 4 }] }];
  expect(describeSpeakers('x', imported(half), heard, [])).toEqual([]);
});

it('a transcript may be a little longer than its recording, and no more', () => {
  expect(() => checkLength(imported([], recording.duration + 4), recording)).not.toThrow();
  expect(() => checkLength(imported([], recording.duration + 6), recording)).toThrow(
    /weekly\.ogg ends at 00:01:15/,
  );
});
