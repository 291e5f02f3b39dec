import { shortId } from '../domain/meeting.js';
import type { Recording } from '../domain/recording.js';
import { shellWord } from '../domain/shell-word.js';
import type { Cluster, Speaker } from '../domain/speakers.js';
import { formatClock, overlap, type Span, totalSeconds } from '../domain/time.js';
import { ScribeError } from '../errors.js';
import type { GivenTranscript } from '../pipeline/plan.js';

/** A transcript that another program made of a recording, as an ingest takes it. */
export interface ImportedTranscript {
  readonly given: GivenTranscript;
  /** Names of the files, for messages. */
  readonly files: string;
  /** When the last of it ends. */
  readonly end: number;
  /** What a file calls those who speak, and when they do. */
  readonly speakers: {
    readonly file: string;
    readonly heard: readonly { readonly name: string; readonly spans: readonly Span[] }[];
  };
  /** What was guessed or left out, in sentences for people. */
  readonly notes: readonly string[];
}

/** Seconds by which a transcript may be longer than its recording: programs round up, and pad the last window. */
const slack = 5;

/** @throws ScribeError USAGE when the transcript goes on after the end of the recording: it is that of another one. */
export function checkLength({ files, end }: ImportedTranscript, recording: Recording): void {
  if (end <= recording.duration + slack) return;
  const clock = (seconds: number) => formatClock(seconds, 'clock');
  throw new ScribeError(
    'USAGE',
    `Importing ${files} failed: it goes on until ${clock(end)}, and ${recording.fileName} ends at ${clock(recording.duration)}.`,
    { hint: 'Give the recording that the transcript was made of with --audio.' },
  );
}

/** What becomes of a transcript whose recording is known. */
export const describeUnimported = ({ files }: ImportedTranscript): string =>
  `${files} was not imported, since the recording has a meeting; with --force, the import takes its place.`;

/** Share of what a voice says that must be of one name in the file. */
const mostly = 0.6;

/** What the file calls the voices, and the command that names one so. Names of programs, such as SPEAKER_00, name nobody. */
export function describeSpeakers(
  meetingId: string,
  { speakers: { file, heard } }: ImportedTranscript,
  clusters: readonly Cluster[],
  known: readonly Speaker[],
): string[] {
  const called = clusters.flatMap(({ id, spans }) => {
    const shared = heard.map(({ name, spans: theirs }) => ({
      name,
      seconds: sharedSeconds(spans, theirs),
    }));
    const [best] = shared.sort((a, b) => b.seconds - a.seconds);
    return best && best.seconds >= mostly * totalSeconds(spans) ? [{ id, name: best.name }] : [];
  });
  if (called.length === 0) return [];
  const list = called.map(({ id, name }) => `${id} ${name}`).join(', ');
  const isNamed = (id: string) =>
    known.some(({ clusterId, displayName }) => clusterId === id && displayName !== null);
  const real = called.find(({ id, name }) => !isNamed(id) && !/^(?:speaker|spk|s)?[ _-]?\d+$/i.test(name));
  const next = real
    ? ` \`scribe meetings name ${shortId(meetingId)} ${real.id} ${shellWord(real.name)}\` gives a voice its name.`
    : '';
  return [`${file} calls the voices ${list}.${next}`];
}

function sharedSeconds(a: readonly Span[], b: readonly Span[]): number {
  let sum = 0;
  for (const span of a) for (const other of b) sum += overlap(span, other);
  return sum;
}
