import { unattributed } from '../domain/speakers.js';
import { overlap, type Seconds, type Span } from '../domain/time.js';
import { joinWords, type Word } from '../domain/transcript.js';
import { type EditedTurns, editAll, type MovedSpeech, textWith, wordsOf } from './edit-turns.js';
import type { EditableTurn, EditRecord, EditState, TranscriptEdit } from './transcript-edit.js';

export const carryDefaults = {
  /** How far from its old time a word may be: two recognizers rarely differ by more. */
  reach: 1 as Seconds,
} as const;

/** An edit after the attempt to make it again. */
interface CarriedEdit {
  readonly fits: boolean;
  /** As it was made here; what does not fit, and what the transcript says by itself, is as it was. */
  readonly records: readonly EditRecord[];
}

export interface CarriedOver extends Pick<EditedTurns, 'turns' | 'moved'> {
  /** One for each record, in their order. */
  readonly edits: readonly CarriedEdit[];
}

/**
 * Makes edits again in another transcript of the same recording, in their order. A change of words fits where the same words
 * stand at the same time; a speaker, where a turn has most of the same time; a border, where the same two words meet. What
 * the transcript says by itself fits as well, and changes nothing. Pure.
 *
 * @param heirOf the cluster of this transcript that is the voice of an edit's cluster; undefined: none is.
 */
export function carryOver(
  turns: readonly EditableTurn[],
  records: readonly EditRecord[],
  made: {
    readonly heirOf: (clusterId: string) => string | undefined;
    readonly newId: () => string;
    readonly confidence: number;
  },
): CarriedOver {
  let now = turns;
  const moved: MovedSpeech[] = [];
  const edits = records.map((old): CarriedEdit => {
    const record = withHeirs(old, made.heirOf);
    const wanted = editsFor(now, record);
    if (wanted === null || wanted.length === 0) return { fits: wanted !== null, records: [record] };
    const after = editAll(now, wanted, made);
    now = after.turns;
    moved.push(...after.moved);
    return { fits: true, records: after.records };
  });
  return { turns: now, moved, edits };
}

/** The same with the clusters of this transcript; one that has no heir is not named. */
function withHeirs(record: EditRecord, heirOf: (clusterId: string) => string | undefined): EditRecord {
  const heir = ({ clusterId, ...state }: EditState): EditState => {
    const now = clusterId === undefined || clusterId === unattributed ? clusterId : heirOf(clusterId);
    return now === undefined ? state : { ...state, clusterId: now };
  };
  return { ...record, before: heir(record.before), after: heir(record.after) };
}

/** What makes the edit here; empty: nothing needs to be done; null: it does not fit. */
function editsFor(turns: readonly EditableTurn[], record: EditRecord): TranscriptEdit[] | null {
  if (record.kind === 'text') return fitText(turns, record);
  if (record.kind === 'speaker') return fitSpeaker(turns, record);
  if (record.kind === 'split') return fitSplit(turns, record);
  return fitMerge(turns, record);
}

/** Letters and digits alone: marks and capitals are written by one recognizer and not by another. */
function keyOf(text: string | undefined): string {
  const letters = (text ?? '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  return letters === '' ? (text ?? '').replace(/\s+/gu, '') : letters;
}

/** Words `from` to `to` (not included) of a turn. */
interface Place {
  readonly turn: EditableTurn;
  readonly words: readonly Word[];
  readonly from: number;
  readonly to: number;
  /** How far from the old time. */
  readonly distance: Seconds;
}

function nearby(turns: readonly EditableTurn[], { start, end }: Span): readonly EditableTurn[] {
  const { reach } = carryDefaults;
  return turns.filter((turn) => turn.start <= end + reach && turn.end >= start - reach);
}

/** The nearest run of words that says the text; in a turn of the cluster before any other. */
function findWords(
  turns: readonly EditableTurn[],
  text: string,
  span: Span,
  clusterId: string | undefined,
): Place | null {
  const wanted = keyOf(text);
  const places = nearby(turns, span).flatMap((turn): Place[] => {
    const words = wordsOf(turn);
    return words.flatMap((first, from): Place[] => {
      const distance = Math.abs(first.start - span.start);
      if (distance > carryDefaults.reach) return [];
      let said = '';
      let to = from;
      while (to < words.length && said.length < wanted.length) said += keyOf(words[to++].text);
      return said === wanted ? [{ turn, words, from, to, distance }] : [];
    });
  });
  return nearest(places, clusterId);
}

/** The nearest border between two words, or at an end of a turn where there was no word on that side. */
function findBorder(
  turns: readonly EditableTurn[],
  { left, right }: EditRecord['before'],
  span: Span,
  clusterId: string | undefined,
): Place | null {
  const places = nearby(turns, span).flatMap((turn): Place[] => {
    const words = wordsOf(turn);
    return Array.from({ length: words.length + 1 }, (_, at) => at).flatMap((at): Place[] => {
      const [before, behind] = [words.at(at - 1), words[at]];
      const meets =
        (left === undefined ? at === 0 : at > 0 && keyOf(before?.text) === keyOf(left)) &&
        (right === undefined ? at === words.length : keyOf(behind?.text) === keyOf(right));
      const time = at > 0 ? before!.end : (behind?.start ?? turn.start);
      const distance = Math.max(0, span.start - time, time - span.end);
      return meets && distance <= carryDefaults.reach ? [{ turn, words, from: at, to: at, distance }] : [];
    });
  });
  return nearest(places, clusterId);
}

function nearest(places: readonly Place[], clusterId: string | undefined): Place | null {
  const isOther = ({ turn }: Place) => Number(turn.clusterId !== clusterId);
  return [...places].sort((a, b) => isOther(a) - isOther(b) || a.distance - b.distance)[0] ?? null;
}

function fitText(turns: readonly EditableTurn[], record: EditRecord): TranscriptEdit[] | null {
  const { before, after } = record;
  const [old, wanted] = [before.text ?? '', after.text ?? ''];
  const { clusterId } = before;
  const written = wanted === '' ? null : findWords(turns, wanted, record, clusterId);
  const place =
    old === '' ? findBorder(turns, before, record, clusterId) : findWords(turns, old, record, clusterId);
  const says = (found: Place) => joinWords(found.words.slice(found.from, found.to));
  // Inserted words stand in the border already, or there is none.
  if (old === '' && written) return [];
  if (place === null) {
    const isGone = wanted === '' && findBorder(turns, before, record, clusterId) !== null;
    return written || isGone ? [] : null;
  }
  if (old !== '' && says(place) === wanted) return [];
  const { turn, words, from, to } = place;
  return [{ kind: 'text', turnId: turn.id, text: textWith(words, [{ from, to, text: wanted }]) }];
}

function fitSpeaker(turns: readonly EditableTurn[], record: EditRecord): TranscriptEdit[] | null {
  const { clusterId } = record.after;
  if (clusterId === undefined) return null;
  const shared = (turn: EditableTurn) => overlap(turn, record) * 2;
  const turn = nearby(turns, record).find(
    (each) => shared(each) > each.end - each.start && shared(each) > record.end - record.start,
  );
  if (!turn) return null;
  return turn.clusterId === clusterId ? [] : [{ kind: 'speaker', turnId: turn.id, clusterId }];
}

/** Two turns that follow each other where the words of the record meet. */
function findMeeting(turns: readonly EditableTurn[], { before, start, end }: EditRecord): number {
  const { reach } = carryDefaults;
  return turns.findIndex((turn, i) => {
    const next = turns[i + 1];
    if (!next || turn.end < start - reach || next.start > end + reach) return false;
    return (
      keyOf(wordsOf(turn).at(-1)?.text) === keyOf(before.left) &&
      keyOf(wordsOf(next)[0]?.text) === keyOf(before.right)
    );
  });
}

function fitSplit(turns: readonly EditableTurn[], record: EditRecord): TranscriptEdit[] | null {
  const { before, after } = record;
  const isGiven = after.clusterId !== before.clusterId;
  const { clusterId } = after;
  if (isGiven && clusterId === undefined) return null;
  const place = findBorder(turns, before, record, before.clusterId);
  if (place && place.from > 0 && place.from < place.words.length)
    return [{ kind: 'split', turnId: place.turn.id, at: place.from, ...(isGiven && { clusterId }) }];
  const at = findMeeting(turns, record);
  if (at < 0) return null;
  const next = turns[at + 1];
  return isGiven && clusterId !== undefined && next.clusterId !== clusterId
    ? [{ kind: 'speaker', turnId: next.id, clusterId }]
    : [];
}

function fitMerge(turns: readonly EditableTurn[], record: EditRecord): TranscriptEdit[] | null {
  const { before } = record;
  // A turn that said nothing is no part of another transcript.
  if (before.left === undefined || before.right === undefined) return [];
  const at = findMeeting(turns, record);
  if (at >= 0) return [{ kind: 'merge', turnId: turns[at].id, nextId: turns[at + 1].id }];
  return findBorder(turns, before, record, undefined) ? [] : null;
}
