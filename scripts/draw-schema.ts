/**
 * Draws the tables of core as its DDL makes them: `npm run docs:schema`.
 *
 * A box is a table, with its key in bold. A line leads from each foreign key to the table that it points to, in that table's
 * colour. Tables that the DDL puts under one heading stand together.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'migrations/postgres/core');
export const drawingFile = join(root, 'docs/images/schema.svg');

interface Column {
  readonly name: string;
  readonly type: string;
  readonly isKey: boolean;
  readonly notNull: boolean;
  /** The table that it points to. */
  readonly refersTo: string | null;
}

interface Table {
  readonly name: string;
  readonly group: string;
  readonly columns: readonly Column[];
}

interface Box extends Table {
  readonly x: number;
  readonly y: number;
}

export function readDdl(): string {
  const files = readdirSync(folder).sort();
  return files.map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n')).join('\n');
}

/** The tables of a DDL in its own order, and the headings that they stand under. */
function readTables(ddl: string): readonly Table[] {
  const tables: Table[] = [];
  let group = '';
  for (const { groups } of ddl.matchAll(
    /^-- -+\n-- (?<heading>.*)$|^CREATE TABLE (?<name>\w+) \(\n(?<body>[\s\S]*?)^\);/gm,
  )) {
    const { heading, name, body } = groups!;
    if (heading !== undefined) group = heading;
    else if (group !== '') tables.push({ name, group, columns: readColumns(body) });
  }
  return tables;
}

function readColumns(body: string): Column[] {
  const lines = body.replace(/ *--.*$/gm, '').split('\n');
  const keys = body.match(/^ {2}PRIMARY KEY \(([^)]*)\)/m)?.[1].split(', ') ?? [];
  return lines.flatMap((line) => {
    const column = line.match(/^ {2}([a-z]\w*) +([A-Z]+(?: PRECISION)?(?:\(\d+\)|\[\])?)(.*)$/);
    if (!column) return [];
    const [, name, type, rest] = column;
    const isKey = rest.includes('PRIMARY KEY') || keys.includes(name);
    return [
      {
        name,
        // A voice is a vector where the server knows the type.
        type: type === 'REAL[]' ? 'vector' : type === 'DOUBLE PRECISION' ? 'double' : type.toLowerCase(),
        isKey,
        notNull: isKey || rest.includes('NOT NULL'),
        refersTo: rest.match(/REFERENCES (\w+)/)?.[1] ?? null,
      },
    ];
  });
}

const stacks = 5;
const boxWidth = 252;
const gap = 58;
const margin = 48;
const lineHeight = 15;
const headHeight = 24;
const headingHeight = 34;

const heightOf = ({ columns }: Table): number => headHeight + columns.length * lineHeight + 8;

/** Groups go into stacks of nearly the same height, in their order. */
function layOut(tables: readonly Table[]): {
  readonly boxes: readonly Box[];
  readonly headings: readonly Heading[];
} {
  const total = tables.reduce((sum, table) => sum + heightOf(table) + 18, 0);
  const boxes: Box[] = [];
  const headings: Heading[] = [];
  let [stack, y, group] = [0, margin, ''];
  for (const table of tables) {
    if (y > margin && y + heightOf(table) / 2 > (total / stacks) * 1.06 && stack < stacks - 1) {
      [stack, y, group] = [stack + 1, margin, ''];
    }
    const left = margin + stack * (boxWidth + gap);
    if (table.group !== group) {
      headings.push({
        text: boxes.at(-1)?.group === table.group ? `${table.group} (more)` : table.group,
        x: left,
        y: y + 16,
      });
      y += headingHeight;
      group = table.group;
    }
    boxes.push({ ...table, x: left, y });
    y += heightOf(table) + 18;
  }
  return { boxes, headings };
}

interface Heading {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** Colours for the tables that others point to. */
const colours = [
  '#3a6ea5',
  '#b3541e',
  '#4f7d3a',
  '#a8872a',
  '#8a4f9e',
  '#2f8c8c',
  '#b0435f',
  '#6b6b6b',
  '#1f5fd0',
  '#7a5230',
  '#8c9a1e',
];

/** The drawing as SVG. Pure. */
export function drawSchema(ddl: string): string {
  const { boxes, headings } = layOut(readTables(ddl));
  const parents = [
    ...new Set(boxes.flatMap(({ columns }) => columns.flatMap(({ refersTo }) => refersTo ?? []))),
  ];
  const colourOf = (table: string | null) =>
    colours[parents.indexOf(table ?? '') % colours.length] ?? '#44546a';
  const width = 2 * margin + stacks * boxWidth + (stacks - 1) * gap;
  const height = Math.max(...boxes.map((box) => box.y + heightOf(box))) + margin;
  const lines = boxes.flatMap((from) =>
    from.columns.flatMap(({ refersTo }, i) => {
      const to = boxes.find(({ name }) => name === refersTo);
      return to ? [drawLine(from, i, to, colourOf(refersTo))] : [];
    }),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" font-family="sans-serif">`,
    '<title>The tables of core, and which points to which</title>',
    '<style>.head{font-size:14px;font-weight:bold;fill:#fff}.heading{font-size:15px;fill:#44546a}.column{font-size:11px;fill:#1e2a3a}.key{font-weight:bold}.type{font-size:10px;fill:#75849a}.line{fill:none;stroke-width:1.2;opacity:.55}</style>',
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...lines,
    ...headings.map(({ text, x, y }) => `<text class="heading" x="${x}" y="${y}">${text}</text>`),
    ...boxes.map((box) =>
      drawBox(box, parents.includes(box.name) ? colourOf(box.name) : '#44546a', colourOf),
    ),
    '</svg>',
    '',
  ].join('\n');
}

function drawBox(box: Box, colour: string, colourOf: (table: string | null) => string): string {
  const { name, columns, x, y } = box;
  return [
    `<rect x="${x}" y="${y}" width="${boxWidth}" height="${heightOf(box)}" rx="4" fill="#f7f9fc" stroke="${colour}"/>`,
    `<path d="M${x} ${y + headHeight}V${y + 4}a4 4 0 0 1 4 -4H${x + boxWidth - 4}a4 4 0 0 1 4 4V${y + headHeight}Z" fill="${colour}"/>`,
    `<text class="head" x="${x + 8}" y="${y + 17}">${name}</text>`,
    ...columns.map(({ name: column, type, isKey, notNull, refersTo }, i) => {
      const line = y + headHeight + (i + 1) * lineHeight;
      const fill = refersTo ? ` style="fill:${colourOf(refersTo)}"` : '';
      return (
        `<text class="column${isKey ? ' key' : ''}" x="${x + 8}" y="${line}"${fill}>${column}</text>` +
        `<text class="type" x="${x + boxWidth - 8}" y="${line}" text-anchor="end">${type}${notNull ? '' : ' ?'}</text>`
      );
    }),
  ].join('\n');
}

/** From the side of a column to the side of the other table's head, through the space between the stacks. */
function drawLine(from: Box, column: number, to: Box, colour: string): string {
  const y1 = from.y + headHeight + (column + 1) * lineHeight - 4;
  const y2 = to.y + headHeight / 2;
  const toTheRight = to.x > from.x;
  const [x1, x2] = toTheRight ? [from.x + boxWidth, to.x] : [from.x, to.x + (to.x === from.x ? 0 : boxWidth)];
  const reach = to.x === from.x ? 22 + (column % 5) * 4 : Math.max(26, Math.abs(x2 - x1) / 2);
  const [c1, c2] = toTheRight
    ? [x1 + reach, x2 - reach]
    : [x1 - reach, x2 + (to.x === from.x ? -reach : reach)];
  return `<path class="line" stroke="${colour}" d="M${x1} ${y1}C${c1} ${y1} ${c2} ${y2} ${x2} ${y2}"/>`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(drawingFile, drawSchema(readDdl()));
