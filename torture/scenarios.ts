import { join } from 'node:path';
import type { Place } from './state.js';
import { backupIn, type Template, type Templates } from './templates.js';

/** A command that writes, given to a copy of a store that is prepared for it. */
export interface Scenario {
  readonly name: string;
  readonly template: keyof Templates;
  /** How often it is chosen, beside the others. */
  readonly weight: number;
  /** It runs the pipeline in a process of its own. */
  readonly pipeline: boolean;
  /**
   * It happens as a whole or not at all: when it is broken off, the store is as before or as after. The others are
   * repeated until they are done.
   */
  readonly whole: boolean;
  readonly args: (place: Place, template: Template) => readonly string[];
}

const day = ['--date', '2026-01-05T10:00+01:00'];

/** A command of the store: cheap, and all or nothing. */
const small = (name: string, args: Scenario['args'], changes: Partial<Scenario> = {}): Scenario => ({
  name,
  template: 'meetings',
  weight: 2,
  pipeline: false,
  whole: true,
  args,
  ...changes,
});

/** A command that hears a recording: some seconds of work, in stages. */
const long = (name: string, weight: number, args: Scenario['args']): Scenario => ({
  name,
  template: 'meetings',
  weight,
  pipeline: true,
  whole: false,
  args,
});

const plain: readonly Scenario[] = [
  long('ingest', 8, ({ out }, { media }) => ['ingest', media.fresh, ...day, '--out', out]),
  long('ingest --force', 3, ({ out }, { media }) => [
    'ingest',
    media.known,
    '--force',
    '--speakers',
    '2',
    ...day,
    '--out',
    out,
  ]),
  long('import', 3, ({ out }, { media }) => [
    'import',
    'transcript',
    media.subtitles,
    '--audio',
    media.fresh,
    ...day,
    '--out',
    out,
  ]),
  long('watch', 3, ({ out }, { media }) => [
    'watch',
    media.inbox,
    '--once',
    // What failed on a full disk is otherwise left alone for ten minutes.
    '--retry',
    '--settle',
    '1',
    '--out',
    out,
  ]),
  {
    ...long('speakers enroll', 2, (_, { media }) => [
      'speakers',
      'enroll',
      'Angus',
      media.voice,
      '--consent',
    ]),
    whole: true,
  },
  small('speakers rename', () => ['speakers', 'rename', 'Maya', 'Florence']),
  small('speakers merge', () => ['speakers', 'merge', 'Maya', 'Tom', '--force']),
  small('speakers forget', () => ['speakers', 'forget', 'Maya', '--yes']),
  small('meetings name', () => ['meetings', 'name', 'last', 'S1', 'Zoe']),
  small('meetings merge', () => ['meetings', 'merge', 'last', 'S1', 'S2']),
  small('meetings edit', () => ['meetings', 'edit', 'last', '--workspace', 'Sales', '--room', 'Blue']),
  small('meetings rm', () => ['meetings', 'rm', 'last', '--yes']),
  small('edit', () => ['edit', 'last', '--replace', 'page=site', '--yes']),
  small('undo', () => ['undo']),
  small('vocabulary apply', () => ['vocabulary', 'apply', '--all-meetings']),
  small('vocabulary add', () => ['vocabulary', 'add', 'Kubernetes', '--heard', 'cooper netis']),
  small('tasks add', () => ['tasks', 'add', 'last', 'Send the offer']),
  small('notes add', () => ['notes', 'add', 'last', 'The customer was in a good mood.']),
  small('markers add', () => ['markers', 'add', 'last', 'It stays', '--type', 'decision', '--at', '0:02']),
  small('insights', () => ['insights', 'last', '--again'], { weight: 1 }),
  small('transcript formats', () => ['transcript', 'last', '--formats', 'srt,json,docx,html'], {
    whole: false,
  }),
  small('store restore', (place) => ['store', 'restore', backupIn(place)], { weight: 4 }),
  small('store backup', ({ out }) => ['store', 'backup', join(out, 'store.backup'), '--force'], {
    whole: false,
  }),
  small('store vacuum', () => ['store', 'vacuum']),
  small('store prune', () => ['store', 'prune', '--cache', 'all', '--events', '0h', '--audio'], {
    whole: false,
  }),
  small('store migrate', () => ['store', 'migrate'], { template: 'older', whole: false, weight: 4 }),
  small('export artifacts', ({ out }) => ['export', 'artifacts', '--to', join(out, 'archive')], {
    whole: false,
    weight: 3,
  }),
];

/** What is also done in a store that is encrypted, and how often. */
const encrypted: Readonly<Record<string, number>> = {
  ingest: 3,
  'speakers enroll': 1,
  'speakers forget': 1,
  'meetings rm': 1,
  edit: 2,
  undo: 1,
  'vocabulary apply': 1,
  'store restore': 2,
  'store backup': 1,
  'store vacuum': 1,
};

export const scenarios: readonly Scenario[] = [
  ...plain,
  ...plain
    .filter(({ name }) => name in encrypted)
    .map(
      (scenario): Scenario => ({
        ...scenario,
        name: `${scenario.name}, encrypted`,
        template: 'encrypted',
        weight: encrypted[scenario.name],
      }),
    ),
];
