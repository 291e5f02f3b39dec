import { describe, expect, it } from 'vitest';
import { joinWords } from '../../src/domain/transcript.js';
import type { ForeignTranscript } from '../../src/foreign/passages.js';
import { readForeign } from '../../src/foreign/read-foreign.js';
import { renderJson } from '../../src/render/json.js';
import { renderSrt } from '../../src/render/srt.js';
import { renderVtt } from '../../src/render/vtt.js';
import { renderWhisperJson, renderWhisperxJson } from '../../src/render/whisper-json.js';
import { meeting, speaker, turn, wildMeeting, words } from '../render/meetings.js';

const read = (text: string | object) =>
  readForeign('a.file', typeof text === 'string' ? text : JSON.stringify(text));
const said = ({ segments }: ForeignTranscript) => segments.map(({ text }) => text);
const timed = ({ segments }: ForeignTranscript) =>
  segments.flatMap((segment) => segment.words.map(({ text, start, end }) => [text, start, end]));
const names = ({ speakers }: ForeignTranscript) => speakers.map(({ name }) => name);

describe('JSON of', () => {
  it('openai/whisper: words, their probabilities, and the language', async () => {
    const transcript = await read({
      text: ' Good morning.',
      segments: [
        {
          id: 0,
          seek: 0,
          start: 0.5,
          end: 2,
          text: ' Good morning.',
          tokens: [1],
          temperature: 0,
          words: [
            { word: ' Good', start: 0.5, end: 0.9, probability: 0.75 },
            { word: ' morning.', start: 1, end: 2, probability: 0.25 },
          ],
        },
      ],
      language: 'en',
    });
    expect(transcript).toMatchObject({ format: 'Whisper', language: 'en', speakers: [], notes: [] });
    expect(transcript.segments[0]).toMatchObject({ text: 'Good morning.', confidence: 0.5 });
    expect(timed(transcript)).toEqual([
      ['Good', 0.5, 0.9],
      ['morning.', 1, 2],
    ]);
  });

  it('whisperX: speakers, and the time of a numeral between its neighbours', async () => {
    const transcript = await read({
      segments: [
        {
          start: 1,
          end: 4,
          text: 'We have 16 days.',
          speaker: 'SPEAKER_01',
          words: [
            { word: 'We', start: 1, end: 1.5, score: 0.9 },
            { word: 'have', start: 1.5, end: 2, score: 0.9 },
            { word: '16' },
            { word: 'days.', start: 3, end: 3.5, score: 0.9 },
          ],
        },
      ],
      word_segments: [],
      language: 'en',
    });
    expect(transcript.format).toBe('whisperX');
    expect(names(transcript)).toEqual(['SPEAKER_01']);
    expect(timed(transcript)[2]).toEqual(['16', 2, 3]);
  });

  it('whisper.cpp: tokens are words, also in Chinese, and marks of the program are none', async () => {
    const token = (text: string, from: number, to: number, p = 0.5) => ({ text, offsets: { from, to }, p });
    const transcript = await read({
      result: { language: 'zh' },
      transcription: [
        {
          timestamps: { from: '00:00:00,000', to: '00:00:02,000' },
          offsets: { from: 0, to: 2000 },
          text: ' Kubernetes 会议',
          tokens: [
            token('[_BEG_]', 0, 0),
            token(' Kuber', 0, 500, 0.4),
            token('netes', 500, 900, 0.6),
            token(' 会', 1000, 1400),
            token('议', 1400, 2000),
            token('[_TT_100]', 2000, 2000),
          ],
        },
      ],
    });
    expect(transcript).toMatchObject({ format: 'whisper.cpp', language: 'zh' });
    expect(transcript.segments[0].words).toEqual([
      { text: 'Kubernetes', start: 0, end: 0.9, confidence: 0.5 },
      { text: '会', start: 1, end: 1.4, confidence: 0.5 },
      { text: '议', start: 1.4, end: 2, confidence: 0.5, glued: true },
    ]);
  });

  it('whisper.cpp without tokens: words share the time, and the file is said to have none', async () => {
    const transcript = await read({
      transcription: [{ offsets: { from: 1000, to: 3000 }, text: ' One three' }],
    });
    expect(timed(transcript)).toEqual([
      ['One', 1, 1.8],
      ['three', 1.8, 3],
    ]);
    expect(transcript.notes.join()).toContain('no times of single words');
  });

  it('Otter: names by their ids, offsets in samples, words in seconds', async () => {
    const speech = {
      transcripts: [
        {
          start_offset: 16_000,
          end_offset: 48_000,
          transcript: 'Hi there.',
          speaker_id: 7,
          alignment: [
            { word: 'Hi', start: 1.1, end: 1.5 },
            { word: 'there.', start: 1.6, end: 2.9 },
          ],
        },
        {
          start_offset: 48_000,
          end_offset: 64_000,
          transcript: 'Yes.',
          speaker_id: null,
          speaker_model_label: '2',
          alignment: [],
        },
      ],
      speakers: [{ id: 7, speaker_name: 'Maya Lind' }],
    };
    for (const file of [speech, { speech }]) {
      const transcript = await read(file);
      expect(names(transcript)).toEqual(['Maya Lind', 'Speaker 2']);
      expect(timed(transcript)).toEqual([
        ['Hi', 1.1, 1.5],
        ['there.', 1.6, 2.9],
        ['Yes.', 3, 4],
      ]);
    }
  });

  it('a list of passages, in seconds, milliseconds or clocks', async () => {
    expect(timed(await read([{ start: 1.5, end: 2, text: 'Yes.' }]))).toEqual([['Yes.', 1.5, 2]]);
    const long = await read([{ start: 1500, end: 200_000, text: 'Yes.', speaker: 'Tom' }]);
    expect(timed(long)).toEqual([['Yes.', 1.5, 200]]);
    expect(long.notes.join()).toContain('taken for milliseconds');
    expect(timed(await read([{ start: '00:01:01,500', end: '1:02.5', text: 'Yes.' }]))).toEqual([
      ['Yes.', 61.5, 62.5],
    ]);
  });
});

describe('subtitles', () => {
  it('in SubRip: the name stands where the speaker changes; markup and byte order mark go', async () => {
    const transcript = await read(
      '\ufeff1\r\n00:00:01,000 --> 00:00:02,000\r\nMaya Lind: <i>Good</i>\r\nmorning.\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\nGo on.\r\n\r\n3\r\n00:00:05,000 --> 00:00:06,000\r\nTom: One question: why?\r\n\r\n4\r\n00:00:07,000 --> 00:00:08,000\r\nTom: Note: none.\r\n',
    );
    expect(said(transcript)).toEqual(['Good morning.', 'Go on.', 'One question: why?', 'Note: none.']);
    expect(transcript.speakers).toMatchObject([
      {
        name: 'Maya Lind',
        spans: [
          { start: 1, end: 2 },
          { start: 3, end: 4 },
        ],
      },
      { name: 'Tom' },
    ]);
    expect(transcript.notes[0]).toBe(
      'Names before the words of the file were taken for speakers: Maya Lind, Tom.',
    );
  });

  it('of whisperX and whisper.cpp have labels in brackets', async () => {
    const cue = (text: string) => `1\n00:00:01,000 --> 00:00:02,000\n${text}\n`;
    expect(names(await read(cue('[SPEAKER_00]: Yes.')))).toEqual(['SPEAKER_00']);
    expect(names(await read(cue('(speaker 1) Yes.')))).toEqual(['speaker 1']);
    const noise = await read(cue('[MUSIC] Yes.'));
    expect([names(noise), said(noise)]).toEqual([[], ['[MUSIC] Yes.']]);
  });

  it('a word before a colon that stands there once is what was said', async () => {
    const transcript = await read(
      '1\n00:00:01,000 --> 00:00:02,000\nYes.\n\n2\n00:00:03,000 --> 00:00:04,000\nQuestion: why?\n',
    );
    expect([names(transcript), said(transcript)]).toEqual([[], ['Yes.', 'Question: why?']]);
  });

  it('in WebVTT: voice spans, entities, hours left out, cue settings', async () => {
    const transcript = await read(
      'WEBVTT\n\nNOTE a note\n\nintro\n00:01.000 --> 00:02.000 align:start\n<v.loud Maya &amp; Tom>R&amp;D &lt;now&gt;</v>\n\n00:03.000 --> 00:04.000\n<c.yellow>Yes.</c>\n',
    );
    expect(said(transcript)).toEqual(['R&D <now>', 'Yes.']);
    expect(names(transcript)).toEqual(['Maya & Tom']);
  });
});

describe('text', () => {
  it('of Otter: name and time at the head of a paragraph', async () => {
    const transcript = await read(
      'Weekly\n\nMaya Lind  0:04  \nGood morning.\nLet us start.\n\nSpeaker 2  1:02:03  \nYes.\n\nTranscribed by https://otter.ai\n',
    );
    expect(said(transcript)).toEqual(['Good morning. Let us start.', 'Yes.']);
    expect(names(transcript)).toEqual(['Maya Lind', 'Speaker 2']);
    expect(transcript.segments[1]).toMatchObject({ start: 3723, end: 3724 });
    expect(transcript.notes.join(' ')).toContain('before the first time in the file was left out');
  });

  it('with the time before each line', async () => {
    const transcript = await read('[00:00:01] Maya: Yes.\n[00:00:03] **Tom:** No.\n00:05 Perhaps.\n');
    expect(said(transcript)).toEqual(['Yes.', 'No.', 'Perhaps.']);
    expect(names(transcript)).toEqual(['Maya', 'Tom']);
  });
});

describe('what scribe writes is read back', () => {
  const talk = meeting(
    [turn('S1', words('Good morning everyone.', 1)), turn('S2', words('Good morning, Maya.', 4))],
    [speaker('S1', 'Maya'), speaker('S2', 'Tom')],
  );

  it.each([
    ['json', renderJson, true],
    ['whisper-json', renderWhisperJson, false],
    ['whisperx-json', renderWhisperxJson, true],
    ['srt', renderSrt, true],
    ['vtt', renderVtt, true],
  ])('%s', async (_, render, hasSpeakers) => {
    const transcript = await read(render(talk));
    expect(said(transcript)).toEqual(['Good morning everyone.', 'Good morning, Maya.']);
    if (hasSpeakers) expect(names(transcript)).toEqual(['Maya', 'Tom']);
    expect(transcript.segments.map(({ start }) => start)).toEqual([1, 4]);
  });

  it.each([1, 2, 3])('json, however wild (%i)', async (seed) => {
    const transcript = await read(renderJson(wildMeeting(seed)));
    for (const { words: own, start } of transcript.segments) {
      let at = start;
      for (const word of own) {
        expect(word.start).toBeGreaterThanOrEqual(at);
        expect(word.end).toBeGreaterThanOrEqual(word.start);
        at = word.start;
      }
    }
    const letters = (texts: readonly string[]) => [...texts.join('').replace(/\s/g, '')].sort().join('');
    expect(letters(transcript.segments.map((segment) => joinWords(segment.words)))).toBe(
      letters(said(transcript)),
    );
  });
});

describe('a file that cannot be read is named, with the place and the reason:', () => {
  it.each([
    ['', /a\.file failed: the file: it is empty/],
    ['just text', /no line has a time/],
    [
      '1\n00:00:01,000 --> 00:00:02,000\nHi\n\n2\n00:00:0x,000 --> 00:00:03,000\nbad\n',
      /line 6: cue start timestamp/,
    ],
    ['{"segments":[\n{"start":0,\n"end":1,\n', /line 4: it is no JSON/],
    ['{"foo":1}', /its JSON is none of Whisper/],
    [
      {
        segments: [
          { start: 0, end: 1, text: 'a' },
          { start: 'x', end: 1, text: 'b' },
        ],
      },
      /segments\.1\.start: .*number/,
    ],
    [{ segments: [{ start: 2, end: 1, text: 'a' }] }, /segments\[0\]: it begins at 2 s and ends at 1 s/],
    [{ segments: [] }, /it has no text/],
    [[{ start: 'soon', end: 1, text: 'a' }], /a\.file failed/],
    ['Maya  0:10\nYes.\n\nTom  0:05\nNo.\n', /line 4: 0:05 is earlier/],
  ])('%j', async (text, message) => {
    await expect(read(text)).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringMatching(message),
    });
  });
});
