import { dirname } from 'node:path';
import { shortId } from '../domain/meeting.js';
import type { Reproduction } from '../domain/provenance.js';
import { formatClock } from '../domain/time.js';
import { visible } from '../domain/visible-text.js';
import type { PlainError } from '../errors.js';
import type { IngestResult, PipelineEvent, StageName } from '../pipeline/events.js';

/** What a stage is called while it runs. */
export const stageTitles: Record<StageName, string> = {
  read: 'reading',
  decode: 'decoding',
  'detect-speech': 'finding speech',
  recognize: 'recognizing',
  diarize: 'telling voices apart',
  translate: 'translating',
  match: 'matching voices',
  save: 'saving',
};

/** `about 40 s left`, `about 3 min left`, `about 2 h 10 min left`. */
export function describeTimeLeft(seconds: number): string {
  if (seconds < 55) return `about ${Math.max(1, Math.round(seconds / 5) * 5 || 1)} s left`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `about ${minutes} min left`;
  return `about ${Math.floor(minutes / 60)} h ${minutes % 60} min left`;
}

/** `about 45 s left, about 12 min for all`; empty while nothing can be said. */
export function describeTimes(secondsLeft: number | null, allSeconds: number | null): string {
  if (secondsLeft === null) return '';
  const left = describeTimeLeft(secondsLeft);
  return allSeconds === null
    ? left
    : `${left}, ${describeTimeLeft(allSeconds).replace(/ left$/, ' for all')}`;
}

export const describeDuration = (ms: number): string =>
  ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : formatClock(ms / 1000, 'short');

/** `1 turn`, `2 turns`. */
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** The outcome of a batch in one line; nothing for a single recording. */
export function describeBatch(counts: {
  readonly completed: number;
  readonly known: number;
  readonly failed: number;
  readonly passedOver: number;
}): string[] {
  const { completed, known, failed, passedOver } = counts;
  if (completed + known + failed <= 1 && passedOver === 0) return [];
  const others = passedOver > 0 ? [`${passedOver} passed over (not recordings; --json lists them)`] : [];
  return [[`${completed} completed`, `${known} already known`, `${failed} failed`, ...others].join(', ')];
}

/** What became of the program of the setting `onMeeting`, and the end of what it printed: lines without line ends. */
export function describeHook(
  event: Extract<PipelineEvent, { kind: 'hook-finished' | 'hook-failed' }>,
): string[] {
  const { command, durationMs, output } = event;
  const printed = output === '' ? [] : output.split('\n').map((line) => `  | ${line}`);
  const ended =
    event.kind === 'hook-failed'
      ? `warning: ${command} failed: ${event.reason}; the meeting is stored all the same`
      : `${command}: ${describeDuration(durationMs)}`;
  return [ended, ...printed];
}

/** The message and the hint. A bug shows its stack, for whoever reports it. */
export function describeError(error: PlainError): string {
  const lines = [`error: ${error.code === 'BUG' ? (error.stack ?? error.message) : visible(error.message)}`];
  if (error.hint) lines.push(`  ${visible(error.hint)}`);
  return lines.join('\n');
}

/** The outcome of a recording, for people: lines without line ends. */
export function describeResult(result: IngestResult): string[] {
  const lines = [`${result.path}: ${result.reason}`];
  for (const speaker of result.speakers ?? []) lines.push(`  ${describeSpeaker(speaker)}`);
  for (const tie of result.unsure ?? []) lines.push(`  unsure    ${describeTie(tie)}`);
  for (const hint of result.nameHints ?? []) lines.push(`  hint      ${describeHint(hint)}`);
  const { carried, unfit } = result.edits ?? { carried: 0, unfit: [] };
  if (carried > 0) lines.push(`  edits     ${counted(carried, 'earlier change')} made again`);
  for (const edit of unfit) lines.push(`  unfit     ${edit}`);
  if (result.mended) lines.push(`  mended    ${counted(result.mended, 'spelling')} of the vocabulary`);
  if (result.reproduction)
    lines.push(...describeReproduction(result.reproduction).map((line) => `  again     ${line}`));
  return [...lines, ...describePlace(result)];
}

/** The same for a log, without names and words: those are asked for with the id. */
export const describeOutcome = (result: IngestResult): string[] => [
  `${result.path}: ${result.reason}`,
  ...describePlace(result),
];

function describePlace({ meetingId, artifacts }: IngestResult): string[] {
  if (!meetingId) return [];
  const folders = new Set(artifacts?.map((path) => dirname(path)));
  return [`  meeting   ${[shortId(meetingId), ...folders].join('  ')}`];
}

/** `the same bytes from every stage`, or where the second run first differs, and what it worked with. */
export function describeReproduction({ equal, first, changes }: Reproduction): string[] {
  const now = changes.map(({ what, before, now }) => `${what}: ${before} at first, ${now} now`);
  if (equal) return ['the same bytes from every stage', ...now];
  const reason = changes.length > 0 ? '' : '; nothing that it was made with has changed';
  return [`other bytes, from the stage ${first} on${reason}`, ...now];
}

/** `Maya is S1 (0.60) or S3 (0.60); to decide: scribe speakers review --meeting 24736640` */
export function describeTie(tie: NonNullable<IngestResult['unsure']>[number]): string {
  const who = tie.clusters.map(({ clusterId, similarity }) => `${clusterId} (${similarity.toFixed(2)})`);
  const [a, b] = tie.clusters.map(({ clusterId }) => clusterId);
  const how = tie.alike ? `${a} and ${b} sound alike; if they are one person` : 'to decide';
  return `${tie.name} is ${who.join(' or ')}; ${how}: ${tie.command}`;
}

/** `S3 says "I'm Angus." at 0:12; to name the voice: scribe meetings name 24736640 S3 "Angus"` */
export function describeHint(hint: NonNullable<IngestResult['nameHints']>[number]): string {
  const { clusterId, quote, start, command } = hint;
  return `${clusterId} says "${quote}" at ${formatClock(start, 'short')}; to name the voice: ${command}`;
}

function describeSpeaker(speaker: NonNullable<IngestResult['speakers']>[number]): string {
  const label = `speaker   ${speaker.clusterId}  ${speaker.name}`;
  if (speaker.matched) return `${label} (${speaker.confidence.toFixed(2)})`;
  if (speaker.candidates.length === 0) return label;
  const maybe = speaker.candidates.map((c) => `${c.name} ${c.similarity.toFixed(2)}`).join(' or ');
  return `${label} (perhaps ${maybe})`;
}
