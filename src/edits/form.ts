import { createHash } from 'node:crypto';
import { stringify } from 'yaml';
import { formatClock, type Seconds } from '../domain/time.js';

/*
 * A transcript as a Markdown form that a person edits: what is known about the meeting as YAML at the top, then one block a
 * turn. Each block is anchored to its turn, and says what it was made of, so that a form that was saved long ago still
 * tells what its writer changed from what the store changed since.
 */

export interface FormTurn {
  readonly id: string;
  readonly clusterId: string;
  readonly start: Seconds;
  /** One line. */
  readonly text: string;
}

export interface EditForm {
  readonly meetingId: string;
  readonly title: string;
  /** A day, or a moment as ISO-8601. */
  readonly date: string;
  /** What each cluster is called, in their order. */
  readonly speakers: readonly { readonly clusterId: string; readonly name: string }[];
  readonly turns: readonly FormTurn[];
}

const guide = `<!--
Change what is wrong and save; lines like this one are not read. Each turn has a heading with its time and speaker.
- Text: write what was said. A block without text says nothing any longer.
- Speaker of one turn: write another name, or S2, in its heading. Name of a speaker everywhere: change it at the top.
- Divide a turn: put a line with ## and the name of a speaker where the second part begins; ## alone keeps the speaker.
- Join a turn to the one before it: delete its heading and keep its text.
The time and the part in braces say which turn it is: leave them as they are.
-->`;

/** The form of a transcript, to be read again by `readForm`. Pure. */
export function writeForm(form: EditForm): string {
  const label = speakerLabels(form);
  const matter = {
    title: form.title,
    date: form.date,
    speakers: Object.fromEntries(form.speakers.map(({ clusterId, name }) => [clusterId, name])),
    meeting: form.meetingId,
    state: stateOf(form),
  };
  const top = stringify(matter, { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', lineWidth: 0 });
  const blocks = form.turns.map((turn) => {
    const anchor = `{#${anchorOf(turn.id)}-${checkOf(turn)}}`;
    const text = turn.text.replace(/^(?=[#\\])/, '\\');
    return `## ${formatClock(turn.start, 'clock')} ${label(turn.clusterId)} ${anchor}\n\n${text}\n`;
  });
  return [`---\n${top}---\n`, `${guide}\n`, ...blocks].join('\n');
}

/** What a heading calls a cluster: its name, with the id where two are called the same. */
export function speakerLabels({ speakers }: Pick<EditForm, 'speakers'>): (clusterId: string) => string {
  const names = new Map(speakers.map(({ clusterId, name }) => [clusterId, name]));
  const count = (name: string) => speakers.filter((speaker) => speaker.name === name).length;
  return (clusterId) => {
    const name = names.get(clusterId);
    if (name === undefined) return 'Unattributed';
    return count(name) > 1 || /[{}]/.test(name) ? `${name.replace(/[{}]/g, '')} (${clusterId})` : name;
  };
}

/** The end of an id: the beginning is the time. */
export const anchorOf = (id: string): string => id.replaceAll('-', '').slice(-8);

/** Six digits that differ when a turn says something else, or somebody else says it. */
export const checkOf = ({ clusterId, text }: Pick<FormTurn, 'clusterId' | 'text'>): string =>
  digest(`${clusterId}\n${text}`);

/** What the parts of a form were when it was written. */
export interface FormState {
  readonly turns: string;
  readonly title: string;
  readonly date: string;
  /** By cluster. */
  readonly names: ReadonlyMap<string, string>;
}

export const partsOf = (form: EditForm): FormState => ({
  turns: digest(form.turns.map((turn) => `${turn.id} ${checkOf(turn)}`).join('\n')),
  title: digest(form.title),
  date: digest(form.date),
  names: new Map(form.speakers.map(({ clusterId, name }) => [clusterId, digest(name)])),
});

function stateOf(form: EditForm): string {
  const { turns, title, date, names } = partsOf(form);
  return [turns, title, date, ...[...names].map(([clusterId, name]) => `${clusterId}=${name}`)].join(' ');
}

/** The inverse of the line `state`; null: that is none. */
export function parseState(text: string): FormState | null {
  const match = /^([0-9a-f]{6}) ([0-9a-f]{6}) ([0-9a-f]{6})((?: \S+=[0-9a-f]{6})*)$/.exec(text.trim());
  if (!match) return null;
  const [, turns, title, date, rest] = match;
  const names = rest
    .split(' ')
    .filter((part) => part !== '')
    .map((part): [string, string] => [
      part.slice(0, part.lastIndexOf('=')),
      part.slice(part.lastIndexOf('=') + 1),
    ]);
  return { turns, title, date, names: new Map(names) };
}

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 6);
