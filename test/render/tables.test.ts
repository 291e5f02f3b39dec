import { describe, expect, it } from 'vitest';
import { formatClock, milliseconds } from '../../src/domain/time.js';
import { oneLine } from '../../src/domain/visible-text.js';
import { renderCsv, renderTsv } from '../../src/render/tables.js';
import { meeting, speaker, turn, wildMeeting, words } from './meetings.js';
import { hasPython, readWithPython } from './read-with-python.js';

const odd = meeting(
  [turn('S1', words('He said "yes", twice.', 3725.2)), turn('S2', words('=HYPERLINK("http://x","y")', 3730))],
  [speaker('S1', '@Maya\n"Lind", Jr.'), speaker('S2', '-Tom\tB.')],
);

describe('CSV', () => {
  it('quotes what RFC 4180 says, and makes no formula of a name or a text', () => {
    expect(renderCsv(odd)).toBe(
      [
        'start_ms,end_ms,start,end,speaker,cluster,language,confidence,text',
        `3725200,3726350,01:02:05.200,01:02:06.350,"'@Maya ""Lind"", Jr.",S1,en,0.900,"He said ""yes"", twice."`,
        `3730000,3730250,01:02:10.000,01:02:10.250,'-Tom B.,S2,en,0.900,"'=HYPERLINK(""http://x"",""y"")"`,
        '',
      ].join('\r\n'),
    );
  });

  it('makes none where cells end at semicolons, either', () => {
    const said = meeting([turn('S1', words('so; =1+1 ;"@x', 0))], [speaker('S1', 'A;-2')]);
    expect(renderCsv(said).split('\r\n')[1]).toMatch(/,A;'-2,S1,en,0\.900,"so; '=1\+1 ;""'@x"$/);
  });

  it.runIf(hasPython('csv')).each([1, 2, 3])(
    'is read by Python as it was said, however wild (%i)',
    (seed) => {
      const wild = wildMeeting(seed);
      const rows = readWithPython(
        new TextEncoder().encode(renderCsv(wild)),
        'import csv\nprint(json.dumps(list(csv.DictReader(open(path, newline="", encoding="utf-8"), strict=True))))',
      ) as Record<string, string>[];
      expect(rows.map(({ text, start }) => [start, text.replace(/^'/, '')])).toEqual(
        wild.turns.map((said) => [formatClock(said.start, 'vtt'), oneLine(said.text)]),
      );
    },
  );
});

describe('TSV', () => {
  it('has the columns of openai/whisper and the speaker; no tab and no quote changes them', () => {
    const quoted = meeting([turn('S1', words('"Quite', 1))], [speaker('S1', 'A\tB')]);
    expect(renderTsv(quoted)).toBe(`start\tend\tspeaker\ttext\n1000\t1250\tA B\t'"Quite\n`);
    expect(renderTsv(odd).split('\n')[2]).toBe(`3730000\t3730250\t'-Tom B.\t'=HYPERLINK("http://x","y")`);
  });

  it.each([4, 5])('has four fields in every line (%i)', (seed) => {
    const wild = wildMeeting(seed);
    const lines = renderTsv(wild).trimEnd().split('\n');
    expect(lines).toHaveLength(wild.turns.length + 1);
    for (const [i, line] of lines.slice(1).entries()) {
      const fields = line.split('\t');
      expect(fields).toHaveLength(4);
      expect(Number(fields[0])).toBe(milliseconds(wild.turns[i].start));
    }
  });
});
