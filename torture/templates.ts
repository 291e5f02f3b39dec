import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openExisting } from '../src/store/open-store.js';
import { storeOf } from '../test/store/stores/store-of-version.js';
import { launch } from './launch.js';
import { idsOf, type Place } from './state.js';

/** A folder with a store that is copied for every round, and what its commands read. */
export interface Template {
  readonly place: Place;
  /** Ids of everything in it. */
  readonly known: ReadonlySet<string>;
  readonly media: Media;
}

interface Media {
  /** A recording that the store knows. */
  readonly known: string;
  /** One that it does not know. */
  readonly fresh: string;
  /** What another program made of that. */
  readonly subtitles: string;
  /** One person alone: Angus, Maya, Tom. */
  readonly voice: string;
  readonly maya: string;
  readonly tom: string;
}

const example = (name: string) => fileURLToPath(new URL(`../examples/${name}`, import.meta.url));

const placeIn = (folder: string): Place => ({
  folder,
  home: join(folder, 'home'),
  out: join(folder, 'out'),
});

/** A backup of the store with less in it. */
export const backupIn = ({ folder }: Place): string => join(folder, 'store.backup');

/** Some seconds of a recording as a file of its own. */
function cut(from: string, start: number, seconds: number, to: string): string {
  const ffmpeg: string = createRequire(import.meta.url)('@ffmpeg-installer/ffmpeg').path;
  const span = ['-ss', `${start}`, '-t', `${seconds}`];
  execFileSync(ffmpeg, ['-v', 'error', '-y', ...span, '-i', from, '-bitexact', '-ac', '1', to]);
  return to;
}

/** A version of the store whose migration has much to do. */
const olderVersion = 12;

/** Makes both templates by the program itself, which takes about twenty seconds of work. */
export async function makeTemplates(
  folder: string,
): Promise<Readonly<Record<'meetings' | 'older', Template>>> {
  const files = join(folder, 'media');
  mkdirSync(files, { recursive: true });
  const media: Media = {
    known: cut(example('standup.ogg'), 0, 9.6, join(files, 'known.wav')),
    fresh: cut(example('standup.ogg'), 9.9, 4, join(files, 'fresh.wav')),
    subtitles: join(files, 'fresh.srt'),
    voice: cut(example('voice-angus.ogg'), 0, 6, join(files, 'voice.wav')),
    maya: cut(example('voice-maya.ogg'), 0, 6, join(files, 'maya.wav')),
    tom: cut(example('voice-tom.ogg'), 0, 6, join(files, 'tom.wav')),
  };
  writeFileSync(
    media.subtitles,
    '1\n00:00:00,200 --> 00:00:02,000\nI still see two problems\n\n2\n00:00:02,000 --> 00:00:03,900\nwith the import of large files.\n',
  );
  const place = placeIn(join(folder, 'meetings'));
  mkdirSync(place.folder);
  const commands = [
    ['speakers', 'enroll', 'Maya', media.maya, '--consent'],
    ['speakers', 'enroll', 'Tom', media.tom, '--consent'],
    [
      'ingest',
      media.known,
      '--title',
      'Plan',
      '--speakers',
      '2',
      '--date',
      '2026-01-05T09:00+01:00',
      '--out',
      place.out,
    ],
    ['store', 'backup', backupIn(place)],
    ['tasks', 'add', 'last', 'Ship it'],
    ['notes', 'add', 'last', 'About the tests.'],
    ['edit', 'last', '--replace', 'week=month', '--yes'],
    ['vocabulary', 'add', 'Releaze', '--heard', 'release'],
    ['vocabulary', 'add', 'Inport', '--heard', 'import'],
  ];
  for (const args of commands) {
    const run = await launch({ args, place, library: null });
    if (run.status !== 0) throw new Error(`scribe ${args.join(' ')} ended with ${run.status}: ${run.stderr}`);
  }
  const older = placeIn(join(folder, 'older'));
  storeOf(olderVersion, older.home);
  return {
    meetings: { place, known: idsOf(place.home), media },
    older: { place: older, known: idsOf(older.home), media },
  };
}

/** A copy of a template to be ruined. The store is told where its copies of transcripts are now. */
export function copyTemplate(template: Template, folder: string): Place {
  const place = placeIn(folder);
  cpSync(template.place.folder, folder, { recursive: true, preserveTimestamps: true });
  mkdirSync(place.out, { recursive: true });
  for (const path of [join(place.home, 'scribe.db'), backupIn(place)])
    if (existsSync(path)) moveCopies(path, template.place.folder, folder);
  return place;
}

function moveCopies(path: string, from: string, to: string): void {
  const store = openExisting({ home: dirname(path), path });
  try {
    store.db.pragma('foreign_keys = OFF');
    for (const table of ['transcript_copies', 'transcript_copy_files'])
      store.db.prepare(`UPDATE ${table} SET folder = replace(folder, ?, ?)`).run(from, to);
  } finally {
    store.close();
  }
}
