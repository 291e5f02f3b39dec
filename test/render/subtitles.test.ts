import { describe, expect, it } from 'vitest';
import { renderSrt } from '../../src/render/srt.js';
import { buildCues } from '../../src/render/subtitles.js';
import { displayWidth } from '../../src/render/text-width.js';
import { renderVtt } from '../../src/render/vtt.js';
import { meeting, speaker, turn, wildMeeting, words } from './meetings.js';
import { readSrt, readVoice, readVtt } from './subtitle-parsers.js';

const unnamed = () => '';
const linesOf = (turns: Parameters<typeof meeting>[0]) =>
  buildCues(meeting(turns), unnamed).map((cue) => cue.lines.join(' | '));

describe('where cues break', () => {
  it('prefers the end of a sentence to a full cue', () => {
    const said = words(
      'Then the plan is settled. We meet again on the first Monday of next month, I think, in the big room.',
      0,
    );
    expect(linesOf([turn('S1', said)])).toEqual([
      'Then the plan is settled.',
      'We meet again on the first Monday of | next month, I think, in the big room.',
    ]);
  });

  it('prefers a clause to any other place between words', () => {
    const said = words(
      'because the numbers that came in from the south were late, nobody could say what this month would bring',
      0,
    );
    expect(linesOf([turn('S1', said)])[0]).toBe(
      'because the numbers that came | in from the south were late,',
    );
  });

  it('prefers a pause to any other place between words', () => {
    const before = words('we looked at all of the offers from every shop in town', 0, 0.2);
    const after = words('nobody there had the one that we were looking for', 4, 0.2);
    expect(linesOf([turn('S1', [...before, ...after])])).toEqual([
      'we looked at all of the | offers from every shop in town',
      'nobody there had the one | that we were looking for',
    ]);
  });

  it('does not show words before a long silence ends', () => {
    const said = [...words('wait', 0), ...words('here', 4)];
    expect(linesOf([turn('S1', said)])).toEqual(['wait', 'here']);
  });

  it('never joins two speakers', () => {
    expect(linesOf([turn('S1', words('yes', 0)), turn('S2', words('no', 0.3))])).toEqual(['yes', 'no']);
  });

  it('breaks a word that is longer than a line, and shares its time', () => {
    const word = { text: 'x'.repeat(100), start: 1, end: 3, confidence: 1 };
    const cues = buildCues(meeting([turn('S1', [word])]), unnamed);
    expect(cues.map((c) => c.lines)).toEqual([['x'.repeat(42), 'x'.repeat(42)], ['x'.repeat(16)]]);
    expect(cues.map((c) => [c.start, c.end])).toEqual([
      [1, 2.68],
      [2.68, 3.68],
    ]);
  });

  it('counts East Asian characters twice and puts no space where the text has none', () => {
    const said = [...'今天我们讨论下个季度的发布计划和预算问题大家准备好了吗'].map((text, i) => ({
      text,
      start: i * 0.15,
      end: (i + 1) * 0.15,
      confidence: 1,
      glued: true,
    }));
    const cues = buildCues(meeting([turn('S1', said, said.map((w) => w.text).join(''))]), unnamed);
    expect(cues.flatMap((c) => c.lines).join('')).toBe(
      '今天我们讨论下个季度的发布计划和预算问题大家准备好了吗',
    );
    for (const line of cues.flatMap((c) => c.lines)) expect(displayWidth(line)).toBeLessThanOrEqual(42);
  });

  it('shares the time of a turn without word times among its words', () => {
    const whole = { ...turn('S1', []), text: 'one two. three four.', start: 10, end: 18 };
    const cues = buildCues(meeting([whole]), unnamed);
    expect(cues.map((c) => c.lines)).toEqual([['one two.'], ['three four.']]);
    expect(cues[0].start).toBe(10);
    expect(cues[1].start).toBeCloseTo(13.294, 3);
    expect(cues[1].end).toBe(18);
  });
});

describe('when cues come and go', () => {
  it('holds a short cue for a second where there is room', () => {
    const [alone] = buildCues(meeting([turn('S1', words('Good.', 2))]), unnamed);
    expect([alone.start, alone.end]).toEqual([2, 3]);
  });

  it('holds a dense cue until it can be read, up to the next one', () => {
    const dense = words('supercalifragilistic expialidocious', 0, 0.2, 0);
    const [free] = buildCues(meeting([turn('S1', dense)]), unnamed);
    expect(free.end).toBe(1.75);
    const [hurried] = buildCues(meeting([turn('S1', dense), turn('S2', words('What?', 1.2))]), unnamed);
    expect(hurried.end).toBe(1.2);
  });

  it('lets cues overlap where people do, and keeps their starts in order', () => {
    const long = turn('S1', words('I was just about to say that we should wait.', 0));
    const cues = buildCues(meeting([long, turn('S2', words('No!', 1))]), unnamed);
    expect(cues.map((c) => [c.clusterId, c.start, c.end])).toEqual([
      ['S1', 0, 2.95],
      ['S2', 1, 2],
    ]);
  });

  it('ends a cue before somebody speaks in a pause of it', () => {
    const said = [...words('Is there', 0, 0.4), ...words('anything else?', 1.5)];
    const cues = buildCues(meeting([turn('S1', said), turn('S2', words('No.', 1))]), unnamed);
    expect(cues.map((c) => [c.lines[0], c.start, c.end])).toEqual([
      ['Is there', 0, 1],
      ['No.', 1, 1.5],
      ['anything else?', 1.5, 2.5],
    ]);
  });

  it('gives words of no length a cue that lasts', () => {
    const word = { text: 'Hm.', start: 1, end: 1, confidence: 1 };
    const cues = buildCues(meeting([turn('S1', [word]), turn('S2', [word])]), unnamed);
    expect(cues.map((c) => [c.start, c.end])).toEqual([
      [1, 1.001],
      [1, 2],
    ]);
  });

  it('ends after six seconds even if a word does not', () => {
    const [cue] = buildCues(
      meeting([turn('S1', [{ text: 'Aaah', start: 1, end: 20, confidence: 1 }])]),
      unnamed,
    );
    expect([cue.start, cue.end]).toEqual([1, 7]);
  });
});

describe('WebVTT', () => {
  it('is written like this', () => {
    const talk = meeting(
      [
        turn('S1', words('Good morning everyone. Let us start with the release plan for next week.', 0.6)),
        turn('S2', words('R&D is <late> --> again.', 5.4)),
        turn('unattributed', words('Mm.', 7)),
      ],
      [speaker('S1', 'Maya'), speaker('S2', 'Tom\n<b> & --> "Co"')],
    );
    expect(renderVtt(talk)).toBe(`WEBVTT

NOTE
meeting: 01a21a5c-6bc5-71b8-8d42-6ddeb0a16562
language: en
speech: silero-vad-6.2
recognition: whisper-tiny.en-scribe
voice: campplus-zh-en

1
00:00:00.600 --> 00:00:04.450
<v Maya>Good morning everyone. Let us start
with the release plan for next week.</v>

2
00:00:05.400 --> 00:00:06.850
<v Tom &lt;b&gt; &amp; -&gt; "Co">R&amp;D is &lt;late&gt; -&gt; again.</v>

3
00:00:07.000 --> 00:00:08.000
<v Unattributed>Mm.</v>
`);
  });

  it('is valid when nobody speaks', () => {
    const { header, notes, cues } = readVtt(renderVtt(meeting([])));
    expect([header, notes.length, cues]).toEqual(['WEBVTT', 1, []]);
  });

  it('keeps arrows and line breaks of model names out of its note', () => {
    const odd = { ...meeting([]), language: 'en\n\n1\n00:00:00.000 --> 00:00:01.000\nhello' };
    expect(renderVtt(odd)).toContain('language: en 1 00:00:00.000 -&gt; 00:00:01.000 hello\n');
  });
});

describe('SubRip', () => {
  it('is written like this', () => {
    const talk = meeting(
      [
        turn('S1', words('Good morning everyone. Let us start with the release plan for next week.', 0.6)),
        turn('S1', words('Any <i>questions</i>?', 6)),
        turn('S2', words('{\\an8}No --> none.', 3_600)),
      ],
      [speaker('S1', 'Maya'), speaker('S2', 'Bartholomew Featherstonehaugh')],
    );
    expect(renderSrt(talk)).toBe(
      [
        '1\r\n00:00:00,600 --> 00:00:04,500\r\nMaya: Good morning everyone. Let us start\r\nwith the release plan for next week.\r\n\r\n',
        '2\r\n00:00:06,000 --> 00:00:07,050\r\nAny ‹i>questions‹/i>?\r\n\r\n',
        '3\r\n01:00:00,000 --> 01:00:02,000\r\nBartholomew Feather…: (\\an8)No -> none.\r\n\r\n',
      ].join(''),
    );
  });

  it('has no arrow in a text, however long its shaft', () => {
    for (const arrow of ['-->', '--->', '---->', '-->-->'])
      expect(renderSrt(meeting([turn('S1', words(`a ${arrow} b`, 0))])).match(/-->/g)).toHaveLength(1);
  });

  it('names the speaker again when somebody else came in between', () => {
    const talk = meeting([
      turn('S1', words('I would say. That we wait.', 0, 1.2)),
      turn('S2', words('No!', 1.5)),
    ]);
    expect(readSrt(renderSrt(talk)).map((cue) => cue.payload.join(' '))).toEqual([
      'Speaker 1: I would say.',
      'Speaker 2: No!',
      'Speaker 1: That we wait.',
    ]);
  });

  it('is empty when nobody speaks', () => {
    expect(renderSrt(meeting([]))).toBe('');
  });
});

describe('any meeting', () => {
  const seeds = Array.from({ length: 60 }, (_, i) => i);

  it.each(seeds)('keeps the rules of cues (seed %i)', (seed) => {
    const talk = wildMeeting(seed);
    const vtt = readVtt(renderVtt(talk)).cues.map((cue) => ({ ...cue, ...readVoice(cue) }));
    const srt = readSrt(renderSrt(talk)).map((cue) => ({ ...cue, name: '', lines: [...cue.payload] }));
    expect(vtt.length).toBeGreaterThan(0);
    for (const cues of [vtt, srt]) {
      for (const [i, cue] of cues.entries()) {
        const next = cues[i + 1];
        expect(cue.id).toBe(String(i + 1));
        expect(cue.lines.length).toBeLessThanOrEqual(2);
        for (const line of cue.lines) {
          expect(line).not.toContain('-->');
          expect(line.trim()).not.toBe('');
          expect(displayWidth(line)).toBeLessThanOrEqual(42);
        }
        expect(cue.end).toBeGreaterThan(cue.start);
        expect(cue.end - cue.start).toBeLessThanOrEqual(6000);
        if (next === undefined || next.start >= cue.start + 1000) {
          expect(cue.end - cue.start).toBeGreaterThanOrEqual(1000);
        }
        if (next !== undefined) expect(next.start).toBeGreaterThanOrEqual(cue.start);
      }
    }
  });

  it.each(seeds)('overlaps cues only where words overlap (seed %i)', (seed) => {
    const talk = wildMeeting(seed);
    const cues = buildCues(talk, unnamed);
    for (const [i, cue] of cues.entries()) {
      const next = cues[i + 1];
      if (next === undefined || next.start <= cue.start || cue.end <= next.start) continue;
      expect(next.clusterId).not.toBe(cue.clusterId);
      const wordsOf = (clusterId: string) =>
        talk.turns
          .filter((t) => t.clusterId === clusterId)
          .flatMap((t) => (t.words.length > 0 ? t.words : [t]));
      const shown = wordsOf(next.clusterId).filter(
        (w) => w.start <= next.start + 0.0005 && w.end >= next.start - 0.0005,
      );
      const spokenOver = wordsOf(cue.clusterId).some((w) =>
        shown.some((other) => w.start < Math.max(other.end, next.start) && w.end > other.start),
      );
      expect(spokenOver).toBe(true);
    }
  });

  it.each(seeds)('loses no word and keeps their order (seed %i)', (seed) => {
    const talk = wildMeeting(seed);
    const letters = (text: string) => text.replace(/[\s\p{Cc}]/gu, '');
    for (const { id } of talk.clusters) {
      const said = talk.turns
        .filter((t) => t.clusterId === id)
        .map((t) => letters(t.words.length > 0 ? t.words.map((w) => w.text).join('') : t.text));
      const alone = { turns: talk.turns.filter((t) => t.clusterId === id) };
      for (const [i, t] of alone.turns.entries()) {
        const cues = buildCues({ turns: [t] }, unnamed);
        expect(letters(cues.flatMap((c) => c.lines).join(''))).toBe(said[i]);
      }
      const shown = buildCues(talk, unnamed).filter((c) => c.clusterId === id);
      expect(letters(shown.flatMap((c) => c.lines).join('')).length).toBe(said.join('').length);
    }
  });

  it('reads no faster than 20 columns a second where there is room', () => {
    const talk = meeting([
      turn('S1', words('extraordinarily quick remarks, extraordinarily dense ones too.', 0, 0.1, 0)),
    ]);
    for (const cue of buildCues(talk, unnamed)) {
      const columns = displayWidth(cue.lines.join(' '));
      expect(columns / (cue.end - cue.start)).toBeLessThanOrEqual(20.01);
    }
  });
});
