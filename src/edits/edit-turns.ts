import type { Turn } from '../domain/speakers.js';
import type { Span } from '../domain/time.js';
import { joinWords, type Word } from '../domain/transcript.js';
import { oneLine } from '../domain/visible-text.js';
import { ScribeError } from '../errors.js';
import { alignWords } from './align-words.js';
import type { EditableTurn, EditRecord, TranscriptEdit } from './transcript-edit.js';

/** Speech that was one cluster's and is another's. */
export interface MovedSpeech {
  readonly from: string;
  readonly to: string;
  readonly span: Span;
}

export interface EditedTurns {
  /** In the order of their starts. */
  readonly turns: readonly EditableTurn[];
  /** None: it was so already. */
  readonly records: readonly EditRecord[];
  readonly moved: readonly MovedSpeech[];
}

/**
 * The turns after one edit. Pure.
 *
 * @param turns in the order of their starts.
 * @param made.newId for the second part of a turn that is divided.
 * @param made.confidence of words that are written anew, 0 to 1.
 * @throws ScribeError USAGE when the edit does not fit the turns.
 */
export function editTurns(
  turns: readonly EditableTurn[],
  edit: TranscriptEdit,
  made: { readonly newId: () => string; readonly confidence: number },
): EditedTurns {
  const at = turns.findIndex(({ id }) => id === edit.turnId);
  if (at < 0) throw refusal(`there is no turn ${edit.turnId}`);
  const turn = turns[at];
  if (edit.kind === 'text') return rewrite(turns, turn, edit.text, made.confidence);
  if (edit.kind === 'speaker') return giveTo(turns, turn, edit.clusterId);
  if (edit.kind === 'split') return split(turns, turn, edit, made.newId());
  return merge(turns, turn, turns[at + 1], edit.nextId);
}

/** Makes several edits, each in the turns as the ones before it left them. Pure; as `editTurns`. */
export function editAll(
  turns: readonly EditableTurn[],
  edits: readonly TranscriptEdit[],
  made: Parameters<typeof editTurns>[2],
): EditedTurns {
  return edits.reduce<EditedTurns>(
    (before, edit) => {
      const after = editTurns(before.turns, edit, made);
      return {
        turns: after.turns,
        records: [...before.records, ...after.records],
        moved: [...before.moved, ...after.moved],
      };
    },
    { turns, records: [], moved: [] },
  );
}

const refusal = (problem: string): ScribeError =>
  new ScribeError('USAGE', `Editing the transcript failed: ${problem}.`, {
    hint: 'Run `scribe edit ID --print` to see the turns as they are.',
  });

const unchanged = (turns: readonly EditableTurn[]): EditedTurns => ({ turns, records: [], moved: [] });

const replace = (
  turns: readonly EditableTurn[],
  old: EditableTurn,
  ...fresh: readonly EditableTurn[]
): readonly EditableTurn[] => turns.flatMap((turn) => (turn === old ? fresh : [turn]));

/** The words of a turn; when they are not known, they share its time by their letters. */
export function wordsOf(turn: Turn): readonly Word[] {
  if (turn.words.length > 0) return turn.words;
  const { confidence, language } = turn;
  return alignWords([], turn.text, { confidence, language, within: turn }).words;
}

/** What words say when others stand in place of some of them: `from` to `to` (not included), in order. Pure. */
export function textWith(
  words: readonly Word[],
  changes: readonly { readonly from: number; readonly to: number; readonly text: string }[],
): string {
  let text = '';
  let at = 0;
  const add = (more: string, glued: boolean | undefined) => {
    if (more !== '') text += text === '' || glued ? more : ` ${more}`;
  };
  for (const { from, to, text: written } of changes) {
    add(joinWords(words.slice(at, from)), words[at]?.glued);
    add(written, words[from]?.glued);
    at = to;
  }
  add(joinWords(words.slice(at)), words[at]?.glued);
  return text;
}

const meanConfidence = (words: readonly Word[], otherwise: number): number =>
  words.length === 0 ? otherwise : words.reduce((sum, word) => sum + word.confidence, 0) / words.length;

function rewrite(
  turns: readonly EditableTurn[],
  turn: EditableTurn,
  wanted: string,
  confidence: number,
): EditedTurns {
  const text = oneLine(wanted);
  if (text === turn.text) return unchanged(turns);
  const { language } = turn;
  const { words, changes } = alignWords(wordsOf(turn), text, { confidence, language, within: turn });
  if (changes.length === 0) return unchanged(turns);
  const edited = {
    ...turn,
    words,
    text: joinWords(words),
    confidence: meanConfidence(words, turn.confidence),
    corrected: true,
  };
  const { clusterId } = turn;
  return {
    turns: replace(turns, turn, edited),
    records: changes.map(({ start, end, before, after, left, right }) => ({
      kind: 'text',
      start,
      end,
      before: { clusterId, text: before, left, right },
      after: { clusterId, text: after },
    })),
    moved: [],
  };
}

function giveTo(turns: readonly EditableTurn[], turn: EditableTurn, clusterId: string): EditedTurns {
  const { clusterId: from, start, end, text } = turn;
  if (from === clusterId) return unchanged(turns);
  return {
    turns: replace(turns, turn, { ...turn, clusterId }),
    records: [{ kind: 'speaker', start, end, before: { clusterId: from, text }, after: { clusterId } }],
    moved: [{ from, to: clusterId, span: { start, end } }],
  };
}

function split(
  turns: readonly EditableTurn[],
  turn: EditableTurn,
  { at, clusterId = turn.clusterId }: Extract<TranscriptEdit, { kind: 'split' }>,
  newId: string,
): EditedTurns {
  const words = wordsOf(turn);
  if (!(Number.isInteger(at) && at > 0 && at < words.length))
    throw refusal(`a turn of ${words.length} words cannot be divided before word ${at}`);
  const [head, tail] = [words.slice(0, at), words.slice(at)];
  const { start } = tail[0];
  const part = (own: readonly Word[]) => ({
    words: own,
    text: joinWords(own),
    confidence: meanConfidence(own, turn.confidence),
  });
  const end = head.reduce((latest, word) => Math.max(latest, word.end), turn.start);
  const first = { ...turn, ...part(head), end };
  const second = { ...turn, ...part(tail), id: newId, clusterId, start, end: Math.max(turn.end, start) };
  const sides = { left: head[at - 1].text, right: tail[0].text };
  return {
    turns: inOrder(replace(turns, turn, first, second)),
    records: [
      {
        kind: 'split',
        start: Math.min(end, start),
        end: Math.max(end, start),
        before: { clusterId: turn.clusterId, text: turn.text, ...sides },
        after: { clusterId, text: second.text },
      },
    ],
    moved: clusterId === turn.clusterId ? [] : [{ from: turn.clusterId, to: clusterId, span: second }],
  };
}

function merge(
  turns: readonly EditableTurn[],
  turn: EditableTurn,
  next: EditableTurn | undefined,
  nextId: string,
): EditedTurns {
  if (next?.id !== nextId) throw refusal(`the turn ${nextId} does not follow the turn ${turn.id}`);
  const [own, others] = [wordsOf(turn), wordsOf(next)];
  const words = [...own, ...others];
  const { clusterId } = turn;
  const joined = {
    ...turn,
    words,
    text: joinWords(words),
    confidence: meanConfidence(words, turn.confidence),
    end: Math.max(turn.end, next.end),
    corrected: turn.corrected || next.corrected,
  };
  const without = turns.filter((each) => each !== next);
  return {
    turns: replace(without, turn, joined),
    records: [
      {
        kind: 'merge',
        start: Math.min(turn.end, next.start),
        end: Math.max(turn.end, next.start),
        before: {
          clusterId: next.clusterId,
          text: next.text,
          left: own.at(-1)?.text,
          right: others[0]?.text,
        },
        after: { clusterId, text: joined.text },
      },
    ],
    moved:
      next.clusterId === clusterId
        ? []
        : [{ from: next.clusterId, to: clusterId, span: { start: next.start, end: next.end } }],
  };
}

const inOrder = (turns: readonly EditableTurn[]): readonly EditableTurn[] =>
  [...turns].sort((a, b) => a.start - b.start);
