import type { CueList } from './cues/cue-list.js';
import { cuesOf, forCues } from './cues/cues-of.js';
import { findDueDate } from './find-due-date.js';
import { findAddressee, findAssignee, type Names, type Person } from './find-people.js';
import { isQuestion } from './find-questions.js';
import type { Sentence } from './read-sentences.js';
import { contentWords } from './word-weights.js';

const actionItemDefaults = {
  /** Words that say something, besides names, in a sentence that is a task. */
  words: 2,
  /** Sentences in which somebody answers a request, or says once more what is to be done. */
  answer: 6,
  /** Of the words of the shorter sentence, the share that makes two sentences one task. */
  shared: 0.5,
} as const;

/** Something to be done, and the sentences that say so. */
export interface FoundAction {
  /** Indices, in the order of time. */
  readonly sentences: readonly number[];
  readonly text: string;
  readonly owner: Person | null;
  readonly dueDate: string | null;
}

interface Draft {
  sentences: number[];
  text: string;
  owner: Person | null;
  dueDate: string | null;
  stems: Set<string>;
}

/**
 * What somebody took on, was asked to do or was given, by the cues of its language. A request and the answer that takes
 * it on are one; the answer says who, and when. Pure.
 *
 * @param day of the meeting, `2026-01-31`.
 */
export function findActionItems(sentences: readonly Sentence[], names: Names, day: string): FoundAction[] {
  const drafts: Draft[] = [];
  for (const [i, sentence] of sentences.entries()) {
    const cues = cuesOf(sentence.language);
    const found = cues && judge(sentence, names, cues, day);
    if (!found) continue;
    const earlier = drafts.findLast((draft) => isSame(draft, found, i, sentences));
    if (earlier) {
      earlier.sentences.push(i);
      earlier.owner ??= found.owner;
      earlier.dueDate = found.dueDate ?? earlier.dueDate;
      for (const stem of found.stems) earlier.stems.add(stem);
    } else if (found.stems.size >= actionItemDefaults.words)
      drafts.push({ ...found, text: withoutAnswer(sentence.text, cues), sentences: [i] });
  }
  return drafts.map(({ stems, ...draft }) =>
    draft.owner ? draft : { ...draft, ...acceptedBy(sentences, draft.sentences) },
  );
}

interface Judged extends Omit<Draft, 'sentences' | 'text'> {
  readonly request: boolean;
}

/** What a sentence says is to be done; null: nothing. */
function judge(sentence: Sentence, names: Names, cues: CueList, day: string): Judged | null {
  const found = findOwner(sentence, names, cues);
  if (!found) return null;
  const { text, language } = sentence;
  const due = findDueDate(text, language, day);
  if (found.needsDay && !due) return null;
  const said = due ? text.slice(0, due.letters.start) + text.slice(due.letters.end) : text;
  const stems = new Set(contentWords(said, language).map(({ stem }) => stem));
  for (const { name } of names) for (const { stem } of contentWords(name, language)) stems.delete(stem);
  return { owner: found.owner, request: found.request ?? false, dueDate: due?.date ?? null, stems };
}

/** Whether a sentence says that something is to be done, and by whom: by its cues. */
function findOwner(
  sentence: Sentence,
  names: Names,
  cues: CueList,
): { readonly owner: Person | null; readonly request?: true; readonly needsDay?: true } | null {
  const { text, language, clusterId } = sentence;
  const low = forCues(text);
  if (cues.asks.test(low) && !cues.idle.test(low))
    return {
      owner: findAddressee(text, language, names, cues) ?? findAssignee(text, names, cues),
      request: true,
    };
  if (isQuestion(sentence)) return null;
  if (cues.tasks.test(low)) return { owner: findAssignee(text, names, cues) };
  if (cues.declines.test(low)) return null;
  if (cues.commits.test(low)) return { owner: { clusterId, name: null } };
  const assignee = findAssignee(text, names, cues);
  if (assignee) return { owner: assignee };
  return cues.obliges.test(low)
    ? { owner: findAddressee(text, language, names, cues), needsDay: true }
    : null;
}

function isSame(draft: Draft, found: Judged, at: number, sentences: readonly Sentence[]): boolean {
  const { answer, shared, words } = actionItemDefaults;
  const last = draft.sentences.at(-1)!;
  if (at - last > answer) return false;
  const isOther =
    draft.owner &&
    found.owner &&
    (draft.owner.clusterId !== found.owner.clusterId || draft.owner.name !== found.owner.name);
  if (isOther) return false;
  // "Yes, I will do that."
  if (found.stems.size < words)
    return !found.request && sentences[last].clusterId !== sentences[at].clusterId && at - last <= 2;
  const both = [...found.stems].filter((stem) => draft.stems.has(stem)).length;
  return both >= shared * Math.min(found.stems.size, draft.stems.size);
}

/** Who answers a request at once, with a word that takes it on. */
function acceptedBy(
  sentences: readonly Sentence[],
  asked: readonly number[],
): { readonly sentences: readonly number[]; readonly owner: Person | null } {
  const last = asked.at(-1)!;
  const cues = cuesOf(sentences[last].language);
  const next = sentences
    .slice(last + 1, last + 3)
    .find(({ clusterId }) => clusterId !== sentences[last].clusterId);
  const isAsked = cues?.asks.test(forCues(sentences[asked[0]].text));
  if (!cues || !next || !isAsked || !cues.accepts.test(forCues(next.text)))
    return { sentences: asked, owner: null };
  return { sentences: [...asked, sentences.indexOf(next)], owner: { clusterId: next.clusterId, name: null } };
}

/** "Yes, I will send it" is a task without its "Yes". */
function withoutAnswer(text: string, cues: CueList): string {
  const match = /^\p{L}+(?:\s\p{L}+)?[,，、]\s*/u.exec(text);
  const rest = match && text.slice(match[0].length);
  if (!rest || !cues.accepts.test(forCues(match[0]))) return text;
  return rest[0].toUpperCase() + rest.slice(1);
}
