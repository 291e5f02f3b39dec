import type { FormatName } from '../../src/domain/format-names.js';
import type { Meeting } from '../../src/domain/meeting.js';
import { oneLine } from '../../src/domain/visible-text.js';
import { outlineOf } from './outline.js';
import { readZip } from './read-zip.js';

/** A rendered transcript, and that of the meeting that differs in its texts alone. */
interface Rendered {
  readonly meeting: Meeting;
  readonly bytes: Buffer;
  readonly plain: Buffer;
}

/** What is wrong with a transcript: something in it was taken for more than text. Empty: nothing. */
type Check = (rendered: Rendered) => string[];

const same = (what: string, found: unknown, expected: unknown): string[] =>
  JSON.stringify(found) === JSON.stringify(expected)
    ? []
    : [
        `${what}: ${JSON.stringify(found)?.slice(0, 300)} instead of ${JSON.stringify(expected)?.slice(0, 300)}`,
      ];

const lines = (bytes: Buffer): string[] => bytes.toString('utf8').split('\n');

/** What a text becomes in UTF-8: a half pair is none. */
const wellFormed = (text: string) => Buffer.from(text, 'utf8').toString('utf8');

/** Its tags and attributes do not depend on its texts, and no address runs a script. */
const outline =
  (documentOf: (bytes: Buffer) => string): Check =>
  ({ bytes, plain }) => {
    const document = documentOf(bytes);
    const script = /\b(?:href|src)\s*=\s*["']?\s*(?:javascript|data|vbscript):[^"']{0,40}/i.exec(document);
    const known = /\b(?:href|src)\s*=\s*["']?\s*data:/i.test(documentOf(plain));
    const [found, expected] = [outlineOf(document), outlineOf(documentOf(plain))];
    const at = found.findIndex((tag, i) => tag !== expected[i]);
    return [
      ...(at >= 0 || found.length !== expected.length
        ? [`its ${at + 1}th tag is <${found[at]}> instead of <${expected[at]}>`]
        : []),
      ...(script && !known ? [`an address runs a script: ${script[0]}`] : []),
    ];
  };

const text = (bytes: Buffer) => bytes.toString('utf8');

/** Each line has so many fields. */
const fields =
  (separator: RegExp | string, least: number, most: number): Check =>
  ({ bytes, plain }) => [
    ...same('lines', lines(bytes).length, lines(plain).length),
    ...lines(bytes)
      .filter((line) => line !== '')
      .filter((line) => {
        const count = line.split(separator).length;
        return count < least || count > most;
      })
      .map((line) => `a line of other fields: ${line.slice(0, 200)}`),
  ];

/** RFC 4180. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  for (const [row] of text.matchAll(/(?:"(?:[^"]|"")*"|[^"\r\n])*\r\n/g)) {
    const cells = row.slice(0, -2).match(/(?:^|,)(?:"(?:[^"]|"")*"|[^",]*)/g) ?? [];
    rows.push(
      cells.map((cell) =>
        cell.replace(/^,/, '').replace(/^"([\s\S]*)"$/, (_, inside: string) => inside.replaceAll('""', '"')),
      ),
    );
  }
  return rows;
}

/** What a spreadsheet may run, also one whose cells end at a semicolon. */
const formula = /^[=+\-@＝＋－＠\t\r]|;["'\s]*(?<!')(?:[=+@＝＋＠]|[-－][-+]*[\w(])/;
const isNumber = (cell: string) => /^[\d.:]*$/.test(cell);

/** Blocks of a number, times and lines; only times have an arrow. */
const cues =
  (times: RegExp): Check =>
  ({ bytes }) =>
    text(bytes)
      .replaceAll('\r\n', '\n')
      .split(/\n\n+/)
      .filter((block) => block.trim() !== '' && !/^(WEBVTT|NOTE\n)/.test(block))
      .flatMap((block) => {
        const [number, time, ...rest] = block.trimEnd().split('\n');
        const fine =
          /^\d+$/.test(number) && times.test(time ?? '') && !rest.some((line) => line.includes('-->'));
        return fine ? [] : [`no cue: ${JSON.stringify(block.slice(0, 200))}`];
      });

const json: Check = ({ bytes }) => {
  JSON.parse(text(bytes));
  return [];
};

/** Markup outside of the front matter and the escapes. */
const markdown: Check = ({ bytes, plain }) => {
  const body = text(bytes).replace(/^---\n[\s\S]*?\n---\n/, '');
  const bare = body.replace(/\\[\s\S]/g, '');
  return [
    ...same('lines', lines(bytes).length, lines(plain).length),
    ...(/<|\]\(|!\[|`(?!scribe)|~~|\$|https?:\/\//.exec(bare) ? [`markup: ${bare.slice(0, 300)}`] : []),
  ];
};

export const checks: Readonly<Partial<Record<FormatName, Check>>> = {
  md: markdown,
  html: outline(text),
  eaf: outline(text),
  docx: outline((bytes) =>
    [...readZip(bytes)]
      .filter(([name]) => /\.(xml|rels)$/.test(name))
      .map(([, content]) => content.toString('utf8'))
      .join('\n'),
  ),
  otr: outline((bytes) => (JSON.parse(text(bytes)) as { text: string }).text),
  vtt: cues(/^[\d:.]+ --> [\d:.]+$/),
  srt: cues(/^[\d:,]+ --> [\d:,]+$/),
  csv: ({ meeting, bytes }) => {
    const [, ...rows] = parseCsv(text(bytes));
    return [
      ...same(
        'cells',
        rows.map((row) => row.length),
        rows.map(() => 9),
      ),
      ...same(
        'texts',
        rows.map((row) => row[8].replaceAll("'", '')),
        meeting.turns.map((turn) => wellFormed(oneLine(turn.text)).replaceAll("'", '')),
      ),
      ...rows
        .flat()
        .filter((cell) => formula.test(cell) && !isNumber(cell))
        .map((cell) => `a formula: ${cell.slice(0, 200)}`),
    ];
  },
  tsv: (rendered) => [
    ...fields('\t', 4, 4)(rendered),
    ...lines(rendered.bytes)
      .flatMap((line) => line.split('\t'))
      .filter((cell) => formula.test(cell) && !isNumber(cell))
      .map((cell) => `a formula: ${cell.slice(0, 200)}`),
  ],
  json: ({ meeting, bytes }) => {
    const { turns } = JSON.parse(text(bytes)) as { turns: { text: string }[] };
    return same(
      'texts',
      turns.map((turn) => wellFormed(turn.text)),
      meeting.turns.map((turn) => wellFormed(turn.text)),
    );
  },
  'whisper-json': json,
  'whisperx-json': json,
  'summary-json': json,
  txt: ({ bytes, plain }) => same('lines', lines(bytes).length, lines(plain).length),
  rttm: fields(/\s+/, 10, 10),
  ctm: fields(/\s+/, 6, 6),
  stm: fields(/\s+/, 6, Number.POSITIVE_INFINITY),
  textgrid: ({ bytes, plain }) => same('lines', lines(bytes).length, lines(plain).length),
};
