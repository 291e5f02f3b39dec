export interface Line {
  readonly words: string;
  /** Run before and after each time, and not measured. */
  readonly before?: string;
  readonly after?: string;
  /** The status that it has to end with, if that is not 0. */
  readonly status?: number;
}

const name = "meetings name last S1 'Somebody new'";

/** `Maya 1` and so on are who `fillStore` enrolls. A word in capitals is a file or folder that the bench makes. */
export const commands: readonly (string | Line)[] = [
  '--help',
  'meetings list --limit 100',
  'meetings list --status failed',
  "meetings list --speaker 'Maya 1'",
  'meetings list --from 2026-03',
  'meetings list --text monday --limit 100',
  'meetings show last',
  'meetings edit last --title Renamed',
  { words: name, after: 'undo' },
  { words: 'undo', before: name },
  'transcript last',
  'transcript last --format srt',
  'transcript last --format json',
  'search monday',
  'search \'"ship this"\'',
  "search monday --speaker 'Maya 1'",
  'insights last',
  'analytics last',
  "analytics --speaker 'Maya 1'",
  'tasks list',
  "tasks add last 'Write to Anna'",
  'notes list last',
  "notes add last 'A note'",
  'markers list last',
  "markers add last 'The format stays' --type decision --at 0:05",
  'ask what about monday',
  'edit last --print',
  { words: 'edit last --replace ship=send --yes', after: 'undo' },
  'review last --list',
  'vocabulary list',
  { words: 'vocabulary add Rijnmond', after: 'vocabulary remove Rijnmond' },
  'vocabulary apply last --dry-run',
  'speakers list',
  "speakers show 'Maya 1'",
  "speakers samples list 'Maya 1'",
  'speakers unknown',
  'speakers calibrate',
  'relabel last',
  'log',
  'store info',
  'open last --print-path',
  'watch EMPTY --once',
  'watch --list',
  'models list',
  'config list',
  'spec --json',
];

/** What reads or writes all there is, by its nature, or hears a recording. */
export const thorough: readonly (string | Line)[] = [
  'meetings list',
  'meetings list --json',
  // Writes the transcripts of a hundred meetings.
  { words: "speakers rename 'Tom 2' Tomas", after: "speakers rename Tomas 'Tom 2'" },
  "speakers merge 'Anna 3' 'José 4' --force",
  'speakers review',
  'relabel --all --dry-run',
  'edit --all-meetings --replace zebra=horse --dry-run',
  'doctor',
  // The files of made-up meetings were never written, and are missed.
  { words: 'store check', status: 5 },
  'store backup BACKUP',
  // No word of a removed meeting stays in the file, so the whole file is written again.
  'meetings rm last --yes',
  'store vacuum',
  'import transcript WORDS.srt --audio SOUND.ogg --language en --force',
];
