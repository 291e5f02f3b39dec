import type { Meeting } from '../domain/meeting.js';
import type { CueList } from './cues/cue-list.js';
import { forCues } from './cues/cues-of.js';
import { stopWordsOf } from './word-weights.js';

/** Somebody who is to do something: a cluster, or a name that was said. */
export interface Person {
  readonly clusterId: string | null;
  readonly name: string | null;
}

/** The names by which the people of a meeting are called, the longest first; a first name only where it is one person's. */
export type Names = readonly { readonly name: string; readonly clusterId: string }[];

export function namesOf({ speakers }: Pick<Meeting, 'speakers'>): Names {
  const named = speakers.flatMap(({ displayName, clusterId }) =>
    displayName === null ? [] : [{ name: displayName.trim(), clusterId }],
  );
  const first = named.map(({ name, clusterId }) => ({ name: name.split(/\s+/)[0], clusterId }));
  const unique = first.filter(
    ({ name, clusterId }) => !first.some((other) => other.name === name && other.clusterId !== clusterId),
  );
  const all = new Map([...unique, ...named].map((entry) => [entry.name, entry]));
  return [...all.values()].filter(({ name }) => name !== '').sort((a, b) => b.name.length - a.name.length);
}

const escaped = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** What follows a name in Japanese. */
const honorific = '(?:さん|様|くん|君|氏)?';

/** A name that stands at the start and is spoken to, and may be anybody's: "Anna, can you ...", "田中さん、...". */
const strangers = [
  /^(?:\p{L}{1,4},?\s+)?(?<name>\p{Lu}[\p{L}'-]+(?:\s\p{Lu}[\p{L}'-]+)?),\s/u,
  /^(?<name>[\p{Script=Han}\p{Script=Katakana}]{1,8}?)(?:さん|様|くん|氏)[、はがに,]/u,
  /^(?<name>小?\p{Script=Han}{1,3})[，,、]/u,
];

/** Whom a sentence speaks to by name. */
export function findAddressee(text: string, language: string, names: Names, cues: CueList): Person | null {
  for (const { name, clusterId } of names) {
    const called = `${escaped(name)}${honorific}`;
    const patterns = [
      `^(?:\\p{L}+,?\\s+)?${called}\\s*[,，、:]`,
      `[,，、]\\s*${called}\\s*[.?!,。？！，]`,
      `^${called}\\s`,
    ];
    const [first, second, bare] = patterns.map((pattern) => new RegExp(pattern, 'u'));
    if (first.test(text) || second.test(text)) return { clusterId, name: null };
    if (bare.test(text) && cues.asks.test(forCues(text))) return { clusterId, name: null };
  }
  const found = strangers.map((pattern) => pattern.exec(text)?.groups?.name).find(Boolean);
  return found !== undefined && mayBeName(found, language, cues) ? { clusterId: null, name: found } : null;
}

/** Who is said to do something: "Tom will send it", "Tom takes care of it". */
export function findAssignee(text: string, names: Names, cues: CueList): Person | null {
  for (const { name, clusterId } of names) {
    const at = new RegExp(`(?<![\\p{L}])${escaped(name)}${honorific}`, 'u').exec(text);
    const rest = at && forCues(text.slice(at.index + at[0].length)).replace(/^\s*[,，、]/u, '');
    if (rest && cues.assigns.test(rest)) return { clusterId, name: null };
  }
  return null;
}

function mayBeName(name: string, language: string, cues: CueList): boolean {
  const word = name.toLowerCase();
  const said = [cues.accepts, cues.questions, cues.commits, cues.asks, cues.obliges];
  return (
    !word.split(/\s+/).some((part) => stopWordsOf(language).has(part)) && !said.some((cue) => cue.test(word))
  );
}
