import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, linkSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSealed } from '../src/store/engine.js';
import { storeOf } from '../test/store/stores/store-of-version.js';
import { launch } from './launch.js';
import { idsOf, openIn, type Place } from './state.js';

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
  /** A folder to watch, with the one that the store does not know. */
  readonly inbox: string;
}

export interface Templates {
  readonly meetings: Template;
  readonly older: Template;
  /** That of `meetings`, with a key file; null: what encrypts is not installed. */
  readonly encrypted: Template | null;
}

const example = (name: string) => fileURLToPath(new URL(`../examples/${name}`, import.meta.url));

const placeIn = (folder: string, keyFile: string | null = null): Place => ({
  folder,
  home: join(folder, 'home'),
  out: join(folder, 'out'),
  keyFile,
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

/** Makes the templates by the program itself, which takes about twenty seconds of work. */
export async function makeTemplates(folder: string): Promise<Templates> {
  const files = join(folder, 'media');
  mkdirSync(files, { recursive: true });
  const media: Media = {
    known: cut(example('standup.ogg'), 0, 9.6, join(files, 'known.wav')),
    fresh: cut(example('standup.ogg'), 9.9, 4, join(files, 'fresh.wav')),
    subtitles: join(files, 'fresh.srt'),
    voice: cut(example('voice-angus.ogg'), 0, 6, join(files, 'voice.wav')),
    maya: cut(example('voice-maya.ogg'), 0, 6, join(files, 'maya.wav')),
    tom: cut(example('voice-tom.ogg'), 0, 6, join(files, 'tom.wav')),
    inbox: join(files, 'inbox'),
  };
  mkdirSync(media.inbox);
  copyFileSync(media.fresh, join(media.inbox, 'fresh.wav'));
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
  await perform(place, commands);
  const older = placeIn(join(folder, 'older'));
  storeOf(olderVersion, older.home);
  const meetings: Template = { place, known: idsOf(place), media };
  return {
    meetings,
    older: { place: older, known: idsOf(older), media },
    encrypted: await encrypt(meetings, folder),
  };
}

async function encrypt(meetings: Template, folder: string): Promise<Template | null> {
  try {
    openSealed(':memory:', null).close();
  } catch (thrown) {
    console.log(`no rounds in an encrypted store: ${(thrown as Error).message}`);
    return null;
  }
  const keyFile = join(folder, 'key');
  const plain = copyTemplate(meetings, join(folder, 'encrypted'));
  await perform(plain, [['store', 'encrypt', '--key-file', keyFile]]);
  const place = { ...plain, keyFile };
  await perform(place, [
    ['store', 'backup', backupIn(place), '--force'],
    ['tasks', 'add', 'last', 'Print it'],
  ]);
  return { ...meetings, place, known: idsOf(place) };
}

async function perform(place: Place, commands: readonly (readonly string[])[]): Promise<void> {
  for (const args of commands) {
    const run = await launch({ args, place, library: null });
    if (run.status !== 0) throw new Error(`scribe ${args.join(' ')} ended with ${run.status}: ${run.stderr}`);
  }
}

/** A copy of a template to be ruined. The store is told where its copies of transcripts are now. */
export function copyTemplate(template: Template, folder: string): Place {
  const place = placeIn(folder, template.place.keyFile);
  copyFolders(template.place.folder, folder);
  mkdirSync(place.out, { recursive: true });
  for (const path of [join(place.home, 'scribe.db'), backupIn(place)])
    if (existsSync(path)) moveCopies(place, path, template.place.folder, folder);
  return place;
}

/** Where the pipeline keeps networks as it opens them: a hundred megabytes that are never changed, only replaced. */
const graphs = join('home', 'cache', 'graphs');

/** Copies all folders of a place, but shares its networks. */
export function copyFolders(from: string, to: string): void {
  const shared = join(from, graphs);
  cpSync(from, to, { recursive: true, preserveTimestamps: true, filter: (path) => dirname(path) !== shared });
  for (const name of existsSync(shared) ? readdirSync(shared) : [])
    linkSync(join(shared, name), join(to, graphs, name));
}

function moveCopies(place: Place, path: string, from: string, to: string): void {
  const store = openIn(place, path);
  try {
    store.db.pragma('foreign_keys = OFF');
    for (const table of ['transcript_copies', 'transcript_copy_files'])
      store.db.prepare(`UPDATE ${table} SET folder = replace(folder, ?, ?)`).run(from, to);
  } finally {
    store.close();
  }
}
