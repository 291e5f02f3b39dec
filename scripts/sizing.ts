/**
 * Writes docs/sizing.md: what workers and Postgres need for so many hours of recordings, with every assumption.
 * Run: npm run docs:sizing
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const sizingFile = fileURLToPath(new URL('../docs/sizing.md', import.meta.url));

/** Rows and bytes of one table of core for an hour of sound. */
interface TableSize {
  readonly name: string;
  /** For an hour of sound. */
  readonly rows: number;
  /** Of a row: in the table and its TOAST, and in its indexes. */
  readonly rowBytes: number;
  readonly indexBytes: number;
}

/**
 * Measured on 583 s of three conversations that were read aloud, twice (2, 3, 3 to 4 people): 120 turns, 1,215 words; all else follows from
 * these. The sizes of rows are those of PostgreSQL 15 after VACUUM FULL; indexes of turns with 72,000 rows.
 */
const measured = {
  seconds: 583.3,
  turns: 120,
  words: 1215,
  artifactBytes: 169_698,
  acousticBytes: 18_608,
} as const;

export const assumptions = {
  /** Hours of sound in one recording. */
  recordingHours: 1,
  turnsPerHour: perHour(measured.turns),
  wordsPerHour: perHour(measured.words),
  /** Seconds of processor time for an hour of sound: docs/performance.md, ten minutes take 26. */
  cpuSeconds: 156,
  /** Days in which all of it is to be processed, and what one machine has. */
  days: 30,
  coresOfMachine: 8,
  /** Share of the time in which a core of a worker is at work: files are fetched, meetings delivered. */
  busy: 0.85,
  /** Bytes of the five formats that are made without asking for others. */
  artifactBytes: perHour(measured.artifactBytes),
  /** Above one of these a table is divided; a part is to have about a hundredth of that many bytes. */
  dividedAbove: { rows: 1e8, bytes: 100e9 },
  partBytes: 20e9,
} as const;

function perHour(count: number): number {
  return (count * 3600) / measured.seconds;
}

/** Tables with rows for every recording. A recording without corrections, notes and tasks has none in the others. */
export const tables: readonly TableSize[] = [
  { name: 'transcript_segments', rows: assumptions.turnsPerHour, rowBytes: 1434, indexBytes: 215 },
  { name: 'insights', rows: perRecording(30), rowBytes: 400, indexBytes: 150 },
  { name: 'processing_events', rows: perRecording(14), rowBytes: 110, indexBytes: 130 },
  { name: 'speakers', rows: perRecording(7), rowBytes: 1600, indexBytes: 170 },
  { name: 'artifacts', rows: perRecording(5), rowBytes: 250, indexBytes: 130 },
  { name: 'transcription_status_history', rows: perRecording(4), rowBytes: 90, indexBytes: 80 },
  { name: 'files', rows: perRecording(1), rowBytes: 1400 + perHour(measured.acousticBytes), indexBytes: 250 },
  { name: 'meetings', rows: perRecording(1), rowBytes: 950, indexBytes: 500 },
  { name: 'transcriptions', rows: perRecording(1), rowBytes: 100, indexBytes: 90 },
  { name: 'analytics', rows: perRecording(1), rowBytes: 260, indexBytes: 130 },
  { name: 'job (of the queue)', rows: perRecording(1), rowBytes: 600, indexBytes: 250 },
];

function perRecording(rows: number): number {
  return rows / assumptions.recordingHours;
}

export interface PlannedTable {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  readonly indexBytes: number;
  /** Parts into which it is to be divided; 1: none. */
  readonly parts: number;
}

export interface Plan {
  readonly hours: number;
  readonly cores: number;
  readonly machines: number;
  readonly words: number;
  readonly artifactBytes: number;
  readonly databaseBytes: number;
  /** Meetings that are delivered, an hour. */
  readonly deliveries: number;
  readonly tables: readonly PlannedTable[];
}

/** What so many hours of sound need. Pure. */
export function planFor(hours: number): Plan {
  const { cpuSeconds, days, busy, coresOfMachine, recordingHours, wordsPerHour } = assumptions;
  const cores = Math.ceil((hours * cpuSeconds) / (days * 86_400 * busy));
  const planned = tables.map(({ name, rows, rowBytes, indexBytes }) => {
    const count = Math.round(hours * rows);
    const bytes = count * rowBytes;
    return { name, rows: count, bytes, indexBytes: count * indexBytes, parts: partsFor(name, count, bytes) };
  });
  return {
    hours,
    cores,
    machines: Math.ceil(cores / coresOfMachine),
    words: hours * wordsPerHour,
    artifactBytes: hours * assumptions.artifactBytes,
    databaseBytes: planned.reduce((sum, { bytes, indexBytes }) => sum + bytes + indexBytes, 0),
    deliveries: hours / recordingHours / (days * 24),
    tables: planned,
  };
}

/** A power of two. The fingerprints of files lie beside their table, which is small, so that is not divided. */
function partsFor(name: string, rows: number, bytes: number): number {
  const { dividedAbove, partBytes } = assumptions;
  if (name === 'files' || (rows < dividedAbove.rows && bytes < dividedAbove.bytes)) return 1;
  return 2 ** Math.max(1, Math.ceil(Math.log2(bytes / partBytes)));
}

const sizes = [1000, 10_000, 100_000, 1_000_000];

const count = (value: number): string => Math.round(value).toLocaleString('en-US');

/** `1.4 TB` */
function bytes(value: number): string {
  const power = Math.min(4, Math.floor(Math.log10(Math.max(value, 1)) / 3));
  const scaled = value / 1000 ** power;
  return `${scaled < 10 ? scaled.toFixed(1) : Math.round(scaled)} ${['B', 'kB', 'MB', 'GB', 'TB'][power]}`;
}

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** The tables of the page, between its marks. */
export function sizingTables(): string {
  const plans = sizes.map(planFor);
  const heading = (first: string) => [
    row(first, ...sizes.map((hours) => `${count(hours)} hours`)),
    `|---|${sizes.map(() => '---|').join('')}`,
  ];
  const line = (name: string, cell: (plan: Plan) => string) => row(name, ...plans.map(cell));
  const tableLines = tables.map(({ name }, i) =>
    line(name.includes(' ') ? name : `\`${name}\``, ({ tables: all }) => {
      const { rows, bytes: own, indexBytes, parts } = all[i];
      return `${count(rows)} rows, ${bytes(own)} + ${bytes(indexBytes)}${parts > 1 ? `, **${parts} parts**` : ''}`;
    }),
  );
  return [
    ...heading('needs'),
    line(`cores for ${assumptions.days} days`, ({ cores }) => count(cores)),
    line(`machines of ${assumptions.coresOfMachine} cores`, ({ machines }) => count(machines)),
    line('deliveries an hour', ({ deliveries }) => count(deliveries)),
    line('words', ({ words }) => count(words)),
    line('transcripts, five formats', ({ artifactBytes }) => bytes(artifactBytes)),
    line('database', ({ databaseBytes }) => bytes(databaseBytes)),
    '',
    ...heading('table: rows, bytes + indexes'),
    ...tableLines,
  ].join('\n');
}

const marks = ['<!-- tables: made by `npm run docs:sizing` -->', '<!-- end -->'] as const;

/** The whole page, with its tables made anew. */
export function sizingPage(): string {
  const [before, rest] = readFileSync(sizingFile, 'utf8').split(marks[0]);
  return `${before}${marks[0]}\n\n${sizingTables()}\n\n${marks[1]}${rest.split(marks[1])[1]}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(sizingFile, sizingPage());
  process.stdout.write(`${sizingTables()}\n`);
}
