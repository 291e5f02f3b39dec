import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Meeting } from '../../src/domain/meeting.js';
import { jsonTranscriptSchema, renderJson } from '../../src/render/json.js';
import { renderMarkdown } from '../../src/render/markdown.js';
import { renderText } from '../../src/render/text.js';
import { renderVtt } from '../../src/render/vtt.js';
import { meeting, renderArtifacts, speaker, turn, wildMeeting, words } from './meetings.js';

const talk = meeting(
  [
    turn('S1', words('Good morning.', 0.6)),
    turn('S2', words('*Bold* is # not <b>.', 3_725.2)),
    turn('unattributed', words('Mm.', 3_730)),
  ],
  [
    speaker('S1', 'Maya', 0.8123),
    {
      ...speaker('S2', null, 0.41),
      candidates: [
        { profileId: 'p1', displayName: 'Tom', similarity: 0.41 },
        { profileId: 'p2', displayName: 'Angus', similarity: 0.333 },
      ],
    },
  ],
);

function frontMatter(markdown: string): Record<string, unknown> {
  const match = /^---\n([\s\S]*?)\n---\n\n/.exec(markdown);
  if (match === null) throw new Error('no front matter');
  return parse(match[1]);
}

describe('Markdown', () => {
  it('is written like this', () => {
    expect(renderMarkdown(talk)).toBe(`---
title: "Weekly"
id: "01a21a5c-6bc5-71b8-8d42-6ddeb0a16562"
date: "2026-03-04T10:00:00.000Z"
duration: "00:01:15"
language: "en"
models:
  speech: "silero-vad-6.2"
  recognition: "whisper-tiny.en-scribe"
  voice: "campplus-zh-en"
speakers:
  - name: "Maya"
    cluster: "S1"
    identified: true
    confidence: 0.81
  - name: "Speaker 2"
    cluster: "S2"
    identified: false
    confidence: 0.41
    candidates:
      - name: "Tom"
        similarity: 0.41
      - name: "Angus"
        similarity: 0.33
---

[00:00:00] **Maya:** Good morning.

[01:02:05] **Speaker 2:** \\*Bold\\* is # not \\<b\\>.

[01:02:10] **Unattributed:** Mm.
`);
  });

  it.each([
    'no',
    '1:30',
    '2026-01-01',
    '---',
    'a: b # c',
    '"quoted" \\ and \'single\'',
    '{x: [1, 2]}',
    '&anchor *alias !tag',
    '日本語 😀',
    `${'long '.repeat(60)}end`,
  ])('reads back the title %s', (title) => {
    const markdown = renderMarkdown({ ...talk, title });
    expect(frontMatter(markdown).title).toBe(title);
    // A front matter ends at the first line of dashes.
    expect(markdown.split('\n').filter((line) => line === '---')).toHaveLength(2);
  });

  it('says before the turns what is to be known about the recording', () => {
    const recording = {
      ...talk.recording,
      warnings: ['The sound ends at 0:05, but the container states a length of 0:23.'],
      notes: ['Track 1 "Head\nset" was taken.'],
    };
    const markdown = renderMarkdown({ ...talk, recording });
    expect(markdown).toContain(
      '---\n\n> The sound ends at 0:05, but the container states a length of 0:23.\n>\n> Track 1 "Head set" was taken.\n\n[00:00:00]',
    );
    expect(JSON.parse(renderJson({ ...talk, recording }))).toMatchObject({ notes: recording.notes });
  });

  it('keeps a title and names of several lines on one', () => {
    const markdown = renderMarkdown({
      ...meeting([turn('S1', words('Hello.', 0))], [speaker('S1', 'Tom\n# Boss\u202e')]),
      title: 'a\n---\nb',
    });
    expect(frontMatter(markdown).title).toBe('a --- b');
    expect(markdown).toContain('[00:00:00] **Tom # Boss:** Hello.\n');
  });

  it.each([
    ['*bold* _it_ `code`', '\\*bold\\* \\_it\\_ \\`code\\`'],
    ['[a](b) ![c](d) [[e]]', '\\[a\\](b) !\\[c\\](d) \\[\\[e\\]\\]'],
    ['<script>&lt;</script>', '\\<script\\>\\&lt;\\</script\\>'],
    ['~~gone~~ ==mark== $x$ %%c%%', '\\~\\~gone\\~\\~ \\==mark\\== \\$x\\$ \\%%c\\%%'],
    ['back\\slash', 'back\\\\slash'],
    ['https://a.b www.a.b c@d.e', 'https\\://a.b www\\.a.b c\\@d.e'],
    ['#tag and # alone, item #1', '\\#tag and # alone, item \\#1'],
    ["It's 5.5% - really (no. 3)!", "It's 5.5% - really (no. 3)!"],
  ])('escapes %s', (said, written) => {
    const markdown = renderMarkdown(meeting([turn('S1', [], said)]));
    expect(markdown.split('\n\n').at(-1)).toBe(`[00:00:00] **Speaker 1:** ${written}\n`);
  });

  it('says in the order of time where speech has no words, and which turns are doubtful', () => {
    const said = [turn('S1', words('Yes.', 2)), { ...turn('S1', words('Da nay.', 30)), confidence: 0.39 }];
    const lossy: Meeting = {
      ...meeting(said),
      unrecognized: [
        { start: 5, end: 6.04, reason: 'no-words' },
        { start: 40, end: 61, reason: 'left-out' },
      ],
    };
    expect(renderMarkdown(lossy).split('\n\n').slice(1)).toEqual([
      '[00:00:02] **Speaker 1:** Yes.',
      '[00:00:05] *1.0 s of speech gave no words.*',
      '[00:00:30] **Speaker 1:** Da nay. *(doubtful: confidence 0.39)*',
      '[00:00:40] *21 s of speech: what was recognized here was left out as probably not spoken.*\n',
    ]);
    const nothing = renderMarkdown({ ...lossy, turns: [] });
    expect(nothing).toContain('*Speech was found in this recording, but no words were understood.*');
    expect(nothing).not.toContain('No speech');
    const json = jsonTranscriptSchema.parse(JSON.parse(renderJson(lossy)));
    expect(json.unrecognized).toEqual([
      { startMs: 5000, endMs: 6040, reason: 'no-words' },
      { startMs: 40_000, endMs: 61_000, reason: 'left-out' },
    ]);
    expect(json.turns.map((said) => said.doubtful)).toEqual([undefined, true]);
  });

  it('says so when nobody speaks', () => {
    const markdown = renderMarkdown(meeting([]));
    expect(frontMatter(markdown).speakers).toEqual([]);
    expect(markdown.endsWith('---\n\n*No speech was found in this recording.*\n')).toBe(true);
  });
});

describe('several languages', () => {
  const german = { ...turn('S1', words('Guten Morgen zusammen.', 1)), language: 'de' };
  const french = { ...turn('S1', words('Bonjour.', 3)), language: 'fr' };
  const several = { ...meeting([french, turn('S1', words('Good morning.', 0)), german]), language: 'en' };

  it('are listed, the main one first, then by how long they are spoken', () => {
    expect(frontMatter(renderMarkdown(several)).languages).toEqual(['en', 'de', 'fr']);
    const { language, languages, turns } = JSON.parse(renderJson(several));
    expect([language, languages]).toEqual(['en', ['en', 'de', 'fr']]);
    expect(turns.map((t: { language: string }) => t.language)).toEqual(['fr', 'en', 'de']);
    expect(renderVtt(several)).toContain('\nlanguage: en, de, fr\n');
  });
});

describe('plain text', () => {
  it('is written like this', () => {
    expect(renderText(talk)).toBe(
      'Maya: Good morning.\n\nSpeaker 2: *Bold* is # not <b>.\n\nUnattributed: Mm.\n\n' +
        '[meeting 01a21a5c-6bc5-71b8-8d42-6ddeb0a16562]\n',
    );
  });

  it('leaves out turns without text, and has nothing but the id when nobody speaks', () => {
    const id = '[meeting 01a21a5c-6bc5-71b8-8d42-6ddeb0a16562]\n';
    expect(renderText(meeting([turn('S1', [], ' \n ')]))).toBe(id);
    expect(renderText(meeting([]))).toBe(id);
  });
});

describe('JSON', () => {
  it('is written like this', () => {
    const [opening, rest] = renderJson(talk).split('  "turns": [\n');
    expect(JSON.parse(`${opening.trimEnd().slice(0, -1)}}`)).toEqual({
      format: 'scribe-transcript',
      version: 1,
      id: '01a21a5c-6bc5-71b8-8d42-6ddeb0a16562',
      title: 'Weekly',
      language: 'en',
      languages: ['en'],
      recording: {
        fileName: 'weekly.ogg',
        mime: 'audio/ogg',
        size: 1234,
        durationMs: 75_500,
        recordedAt: '2026-03-04T10:00:00.000Z',
        dating: { source: 'tag', precision: 'moment', zone: null },
        sha256: 'a'.repeat(64),
        contentFp: 'b'.repeat(64),
        tracks: [],
      },
      models: { speech: 'silero-vad-6.2', recognition: 'whisper-tiny.en-scribe', voice: 'campplus-zh-en' },
      warnings: [],
      notes: [],
      speakers: [
        { clusterId: 'S1', name: 'Maya', identified: true, confidence: 0.8123, candidates: [], spans: [] },
        {
          clusterId: 'S2',
          name: 'Speaker 2',
          identified: false,
          confidence: 0.41,
          candidates: [
            { name: 'Tom', similarity: 0.41 },
            { name: 'Angus', similarity: 0.333 },
          ],
          spans: [],
        },
      ],
    });
    expect(rest.split('\n')[0]).toBe(
      '    {"clusterId":"S1","speaker":"Maya","startMs":600,"endMs":1150,"language":"en","confidence":0.9,' +
        '"text":"Good morning.","words":[{"text":"Good","startMs":600,"endMs":850,"confidence":0.9},' +
        '{"text":"morning.","startMs":900,"endMs":1150,"confidence":0.9}]},',
    );
  });

  it('names those who speak at the same time', () => {
    const both = meeting([turn('S1', words('We could go on.', 0)), turn('S2', words('Yes.', 5))]);
    const clusters = both.clusters.map((c) => ({
      ...c,
      spans: c.id === 'S1' ? [{ start: 0, end: 2 }] : [{ start: 0.25, end: 1 }],
    }));
    const { turns, speakers } = JSON.parse(renderJson({ ...both, clusters }));
    expect(turns[0].overlapping).toEqual([
      { clusterId: 'S2', speaker: 'Speaker 2', startMs: 250, endMs: 1000 },
    ]);
    expect(turns[1].overlapping).toBeUndefined();
    expect(speakers[1].spans).toEqual([{ startMs: 250, endMs: 1000 }]);
    expect(renderMarkdown({ ...both, clusters })).toContain(
      '**Speaker 1:** We could go on. *(at the same time: Speaker 2)*',
    );
  });

  it('passes its schema, whatever the meeting', () => {
    for (const any of [talk, meeting([]), ...Array.from({ length: 20 }, (_, i) => wildMeeting(i))]) {
      const read = jsonTranscriptSchema.parse(JSON.parse(renderJson(any)));
      expect(read.turns.map((t) => t.text)).toEqual(any.turns.map((t) => t.text));
    }
  });

  it('keeps numbers inside their ranges', () => {
    const word = { text: 'hi', start: -0.004, end: 0.2, confidence: 1.0000002 };
    const read = jsonTranscriptSchema.parse(JSON.parse(renderJson(meeting([turn('S1', [word])]))));
    expect(read.turns[0].words).toEqual([{ text: 'hi', startMs: 0, endMs: 200, confidence: 1 }]);
  });

  it('is refused by its schema when something is missing, added or of another version', () => {
    const good = JSON.parse(renderJson(talk));
    expect(jsonTranscriptSchema.safeParse({ ...good, version: 2 }).success).toBe(false);
    expect(jsonTranscriptSchema.safeParse({ ...good, idea: 'x' }).success).toBe(false);
    expect(jsonTranscriptSchema.safeParse({ ...good, turns: undefined }).success).toBe(false);
  });
});

describe('every artifact', () => {
  it('is the same for the same meeting, wherever the recording lies and whoever keeps the profiles', async () => {
    const elsewhere = {
      ...talk,
      recording: { ...talk.recording, path: '/elsewhere/weekly.ogg' },
      speakers: talk.speakers.map((s) => ({ ...s, profileId: s.profileId && 'another-id' })),
    };
    expect(await renderArtifacts(elsewhere)).toEqual(await renderArtifacts(talk));
    expect(await renderArtifacts({ ...talk, title: 'Other' })).not.toEqual(await renderArtifacts(talk));
  });

  it('names its meeting, but for SubRip, which has no comments; no path and no profile', async () => {
    for (const { type, bytes } of await renderArtifacts(talk)) {
      const text = new TextDecoder().decode(bytes);
      expect(text.includes(talk.id), type).toBe(type !== 'transcript.srt');
      expect(text).not.toContain('/private/place');
      expect(text).not.toContain('profile-of');
    }
  });
});
