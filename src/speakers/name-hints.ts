import type { Meeting } from '../domain/meeting.js';
import type { Turn } from '../domain/speakers.js';
import type { Seconds } from '../domain/time.js';
import { isGivenName } from './given-names.js';
import { type Introductions, introductions } from './introductions.js';

/** A speaker says a name that is probably the speaker's own. */
export interface NameHint {
  readonly clusterId: string;
  readonly name: string;
  /** The sentence in which it is said. */
  readonly quote: string;
  /** When the introduction begins. */
  readonly start: Seconds;
}

/**
 * Where speakers say who they are: "I'm Maya", "hier ist Tom", "me llamo Ana". Each name is reported once for a cluster,
 * where it is first said. The rules are strict rather than complete, because a wrong name is worse than none: "I'm
 * sorry", "this is Tom, our new colleague" and "if I'm Tom" name nobody, and what others call a speaker is not looked at.
 * A turn in a language without rules gives nothing. Pure.
 */
export function findNameHints(turns: readonly Turn[]): NameHint[] {
  const hints: NameHint[] = [];
  for (const turn of turns) {
    const rules = introductions[turn.language];
    if (!rules) continue;
    const { clusterId } = turn;
    const text = turn.text.replaceAll('’', "'");
    for (const { name, index } of findIntroductions(text, rules))
      if (!hints.some((hint) => hint.clusterId === clusterId && hint.name === name))
        hints.push({ clusterId, name, quote: sentenceAt(turn.text, index), start: timeAt(turn, index) });
  }
  return hints;
}

/** The hints at speakers whom no person has named and who are not called so already. Pure. */
export function openNameHints({ turns, speakers }: Pick<Meeting, 'turns' | 'speakers'>): NameHint[] {
  const firstWord = (name: string | null | undefined) => name?.split(' ')[0].toLowerCase();
  return findNameHints(turns).filter(({ clusterId, name }) => {
    const speaker = speakers.find((s) => s.clusterId === clusterId);
    return !speaker?.source && firstWord(speaker?.displayName) !== firstWord(name);
  });
}

const title = String.raw`(?:(?:Dr|Mr|Mrs|Ms|Prof|Herr|Frau|Doktor|Professor|Madame|Monsieur|Señora?|Dottor(?:essa)?)\.? )`;
const capitalised = String.raw`(?:[OD]')?\p{Lu}\p{L}+(?:-\p{L}+)*`;
const particle = '(?:van|von|zu|der|den|de|da|di|del|della|dos|du|la|le|el|al|bin|ten|ter) ';
const fullName = `(?<title>${title}?)(?<name>${capitalised}(?: (?:${particle}){0,2}${capitalised}){0,2})`;
/** What stands before the first word of a clause: "Hi everybody, this is Tom", "Und hier ist Tom". */
const opening = String.raw`(?<=^|[.!?…:;,]["»”]? |(?<!\p{L})(?:and|und|et|y|e|so|hi|hello|hey|hallo|yes|yeah) )`;
const wordStart = String.raw`(?<![\p{L}\p{N}'-])`;

/** Every introduction in the text, by its place. */
function findIntroductions(text: string, rules: Introductions): { name: string; index: number }[] {
  const { certain, likely, possible, after } = rules;
  const anyOf = (phrases: readonly string[]) => `(?:${phrases.map(anyCase).join('|')})`;
  const start = anyCase(opening);
  const searches: [source: string, isOwn: (found: Found) => boolean][] = [
    [`${wordStart}${anyOf(certain)},? ${fullName}`, () => true],
    [
      `${start}${anyOf(possible)} ${fullName}`,
      (found) => found.isGiven && found.endsClause && !found.isOther,
    ],
    [`${start}${fullName} ${anyOf(after)}(?!\\p{L})`, (found) => found.isGiven && found.endsClause],
  ];
  if (likely.length > 0)
    searches.push([
      `${wordStart}${anyOf(likely)} ${fullName}`,
      (found) => found.isGiven || found.isTitled || found.endsClause,
    ]);
  return searches
    .flatMap(([source, isOwn]) =>
      [...text.matchAll(new RegExp(source, 'gu'))].flatMap((match) => {
        const found = examine(text, match, rules);
        return found && isOwn(found) ? [{ name: found.name, index: match.index }] : [];
      }),
    )
    .sort((a, b) => a.index - b.index);
}

/** A pattern whose words may begin with a capital. */
const anyCase = (source: string): string =>
  source.replace(/(?<=^|[ (|:?])\p{Ll}/gu, (letter) => `[${letter}${letter.toUpperCase()}]`);

interface Found {
  readonly name: string;
  /** The first word is a common given name. */
  readonly isGiven: boolean;
  readonly isTitled: boolean;
  /** Nothing follows, or what may follow a name. */
  readonly endsClause: boolean;
  /** What follows speaks of somebody else. */
  readonly isOther: boolean;
}

/** What is known about a name where it was found; null: it is none, or nobody's own. */
function examine(text: string, match: RegExpExecArray, rules: Introductions): Found | null {
  const lastBefore = /([\p{L}']+)[^\p{L}]*$/u.exec(text.slice(0, match.index))?.[1].toLowerCase();
  if (lastBefore !== undefined && rules.unless.includes(lastBefore)) return null;
  const after = text.slice(match.index + match[0].length);
  const spoken = match.groups!.name.split(' ');
  const end = spoken.findIndex((word) => isNoName(word, rules));
  if (end === 0) return null;
  const isCut = end > 0;
  // "I'm Tom's brother", "I'm Tom?"
  if (!isCut && /^('\p{L}|\?)/u.test(after)) return null;
  const words = isCut ? spoken.slice(0, end) : spoken;
  const rest = isCut ? ` ${spoken.slice(end).join(' ')}${after}` : after;
  const next = /^,? ([\p{L}']+)/u.exec(rest)?.[1];
  const isFollowedBy = (some: readonly string[]) => next !== undefined && some.includes(next.toLowerCase());
  const hasPair = /^ (?:and|und|et|y|e) \p{Lu}/u.test(rest);
  return {
    name: `${match.groups!.title}${words.join(' ')}`,
    isGiven: isGivenName(words[0]),
    isTitled: match.groups!.title !== '',
    endsClause: /^["»”)]?(?:$|[.,!;:…)—–])/u.test(rest) || isFollowedBy(rules.follows),
    isOther: isFollowedBy(rules.others) || hasPair,
  };
}

/** Not a name, though it has a capital: a common word, or letters for something. */
function isNoName(word: string, { common }: Introductions): boolean {
  return word === word.toUpperCase() || common.includes(word.toLowerCase());
}

/** A longer sentence is cut to this many characters after the introduction. */
const quoteLength = 100;

function sentenceAt(text: string, index: number): string {
  const before = [...text.slice(0, index).matchAll(/(?<!\b(?:Dr|Mr|Mrs|Ms|Prof))[.!?…]["»”]?\s+/gu)].at(-1);
  const start = before ? before.index + before[0].length : 0;
  const length = /(?<!\b(?:Dr|Mr|Mrs|Ms|Prof))[.!?…]["»”]?(?=\s|$)/u.exec(text.slice(index));
  const end = length ? index + length.index + length[0].length : text.length;
  if (end - start <= quoteLength) return text.slice(start, end);
  const from = index - start > quoteLength / 2 ? index : start;
  const part = text.slice(from, end);
  const cut = part.length > quoteLength ? `${part.slice(0, part.lastIndexOf(' ', quoteLength))} …` : part;
  return from > start ? `… ${cut}` : cut;
}

/** When the word at a place of the turn's text begins. */
function timeAt({ text, words, start }: Turn, index: number): Seconds {
  let at = 0;
  let time = start;
  for (const word of words) {
    at = text.indexOf(word.text, at);
    if (at < 0 || at > index) break;
    time = word.start;
    at += word.text.length;
  }
  return time;
}
