/**
 * Draws the rooms of src as they are: `tsx scripts/draw-rooms.ts SRC OUT.svg`, and prints their numbers.
 *
 * A room stands above everything that it imports. Its width follows its lines of code. Of the arrows only those are
 * drawn that no longer path implies; arrows to `domain` and `errors`, which are open to all, are left out.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

interface Room {
  readonly name: string;
  readonly files: number;
  readonly lines: number;
  /** Rooms that it imports. */
  readonly imports: ReadonlySet<string>;
}

interface Box extends Room {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

const [source, target] = process.argv.slice(2);
if (!source || !target) throw new Error('Usage: tsx scripts/draw-rooms.ts SRC OUT.svg');

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => ({ file, text: readFileSync(join(source, file), 'utf8') }));
const openToAll = ['domain', 'errors'];

/** Files beside the rooms: the program itself, or what every room is handed. */
function roomOf(path: string): string {
  if (path.includes('/')) return path.split('/')[0];
  return /^(errors|context)/.test(path) ? path.replace(/\.\w+$/, '') : 'main, program';
}

/** Events are plain data: who shows them does not stand above who tells them. */
function importsOf(file: string, text: string): string[] {
  return [...text.matchAll(/(?:from|import\(?)\s*'(\.[^']+)'/g)]
    .map((match) => normalize(join(dirname(file), match[1])).replace(/\.js$/, ''))
    .filter((path) => !path.endsWith('/events'));
}

function readRooms(): Room[] {
  const names = [...new Set(files.map(({ file }) => roomOf(file)))];
  return names.map((name) => {
    const own = files.filter(({ file }) => roomOf(file) === name);
    const imports = new Set(own.flatMap(({ file, text }) => importsOf(file, text).map(roomOf)));
    imports.delete(name);
    return {
      name,
      files: own.length,
      lines: own.reduce((sum, { text }) => sum + countLines(text), 0),
      imports,
    };
  });
}

const countLines = (text: string) => text.split('\n').length - 1;

/** Number of rooms on the longest way down from a room. */
function floorOf(room: Room, rooms: ReadonlyMap<string, Room>): number {
  const below = [...room.imports].map((name) => floorOf(rooms.get(name)!, rooms));
  return 1 + Math.max(-1, ...below);
}

/** Whether `to` can be reached from `from` by another way than the direct arrow. */
function isImplied(from: Room, to: string, rooms: ReadonlyMap<string, Room>): boolean {
  const reaches = (name: string): boolean => name === to || [...rooms.get(name)!.imports].some(reaches);
  return [...from.imports].some((name) => name !== to && reaches(name));
}

const width = 1080;
const floorHeight = 84;
const boxHeight = 46;

/** From the top floor down; on each floor a room stands as nearly as possible below the rooms that import it. */
function layOut(rooms: readonly Room[]): Box[] {
  const byName = new Map(rooms.map((room) => [room.name, room]));
  const top = Math.max(...rooms.map((room) => floorOf(room, byName)));
  const boxes: Box[] = [];
  const wantedX = ({ name }: Room): number => {
    const above = boxes.filter(({ imports }) => imports.has(name)).map((box) => box.x + box.width / 2);
    return above.length === 0 ? width / 2 : above.reduce((sum, x) => sum + x, 0) / above.length;
  };
  for (let floor = top; floor >= 0; floor--) {
    const members = rooms
      .filter((room) => floorOf(room, byName) === floor)
      .map((room) => ({ ...room, width: Math.max(118, Math.sqrt(room.lines) * 2.4) }))
      .sort((a, b) => wantedX(a) - wantedX(b));
    const gap = (width - members.reduce((sum, box) => sum + box.width, 0)) / (members.length + 1);
    let x = 0;
    for (const box of members) {
      x += gap;
      boxes.push({ ...box, x, y: 30 + (top - floor) * floorHeight });
      x += box.width;
    }
  }
  return boxes;
}

function draw(boxes: readonly Box[]): string {
  const rooms = new Map<string, Box>(boxes.map((box) => [box.name, box]));
  const arrows = boxes.flatMap((from) =>
    [...from.imports]
      .filter((to) => !openToAll.includes(to) && !isImplied(from, to, rooms))
      .map((to) => drawArrow(from, rooms.get(to)!)),
  );
  const height = Math.max(...boxes.map(({ y }) => y)) + boxHeight + 30;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" font-family="sans-serif">`,
    '<title>Rooms of src: each stands above what it imports</title>',
    '<style>.room{fill:#eef3fb;stroke:#4a6fa5}.name{font-size:15px;fill:#16325c}.size{font-size:11px;fill:#51658a}.arrow{fill:none;stroke:#8fa3c2;stroke-width:1.3}</style>',
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...arrows,
    ...boxes.map(drawBox),
    '</svg>',
    '',
  ].join('\n');
}

function drawBox({ name, files, lines, x, y, width }: Box): string {
  const middle = (x + width / 2).toFixed(1);
  return [
    `<rect class="room" x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${boxHeight}" rx="5"/>`,
    `<text class="name" x="${middle}" y="${y + 20}" text-anchor="middle">${name}</text>`,
    `<text class="size" x="${middle}" y="${y + 37}" text-anchor="middle">${files} ${files === 1 ? 'file' : 'files'}, ${lines} lines</text>`,
  ].join('\n');
}

function drawArrow(from: Box, to: Box): string {
  const [x1, y1] = [from.x + from.width / 2, from.y + boxHeight];
  const [x2, y2] = [to.x + to.width / 2, to.y];
  const bend = (y2 - y1) / 2;
  return `<path class="arrow" d="M${x1.toFixed(1)} ${y1}C${x1.toFixed(1)} ${(y1 + bend).toFixed(1)} ${x2.toFixed(1)} ${(y2 - bend).toFixed(1)} ${x2.toFixed(1)} ${y2}"/>`;
}

/** Numbers of the whole: printed, and quoted in docs/architecture.md. */
function describe(rooms: readonly Room[]): string {
  const importers = new Map<string, Set<string>>();
  for (const { file, text } of files)
    for (const path of importsOf(file, text)) {
      if (!importers.has(path)) importers.set(path, new Set());
      importers.get(path)!.add(file);
    }
  const lines = files
    .map(({ file, text }) => ({ file, lines: countLines(text) }))
    .sort((a, b) => a.lines - b.lines);
  const longest = lines.at(-1)!;
  return [
    `files ${files.length}`,
    `with one importer ${[...importers.values()].filter(({ size }) => size === 1).length}`,
    `rooms ${rooms.filter(({ files: count }) => count > 1).length}`,
    `arrows between rooms ${rooms.reduce((sum, { imports }) => sum + imports.size, 0)}`,
    `lines ${lines.reduce((sum, { lines: count }) => sum + count, 0)}`,
    `median ${lines[lines.length >> 1].lines}`,
    `longest ${longest.file} ${longest.lines}`,
  ].join('\n');
}

const rooms = readRooms();
writeFileSync(target, draw(layOut(rooms)));
console.log(describe(rooms));
