import { editAll, textWith } from '../edits/edit-turns.js';
import { findMends, type Term } from '../edits/mend-spellings.js';
import type { EditRecord, TranscriptEdit } from '../edits/transcript-edit.js';
import { ScribeError } from '../errors.js';
import { isText, storedList } from './columns.js';
import { applyEdits, editableTurns } from './edits.js';
import { recordOperation } from './operations.js';
import { read, type Store } from './store.js';

/** How a word or a name is written, and what recognizers write for it. */
export interface StoredTerm extends Term {
  readonly id: string;
  /** A code such as `en`; null: in any language. */
  readonly language: string | null;
}

export function listTerms(store: Store): readonly StoredTerm[] {
  return read(store, 'reading the vocabulary', () =>
    store
      .sql<Omit<StoredTerm, 'heard'> & { readonly heard: string }>(
        'SELECT id, term, heard, language FROM vocabulary ORDER BY term',
      )
      .all()
      .map(({ heard, ...term }) => ({
        ...term,
        heard: storedList<string>(heard, 'vocabulary.heard', isText),
      })),
  );
}

/** Adds a term, or to a known one what else is heard for it; it can be undone. @returns the term as it is now. */
export function addTerm(
  store: Store,
  added: {
    readonly term: string;
    readonly heard: readonly string[];
    /** Undefined: it stays; null: any. */
    readonly language?: string | null;
    readonly newId: () => string;
    readonly now: string;
  },
): { readonly term: StoredTerm; readonly operationId: number | null } {
  const { term, heard, language, newId, now } = added;
  const { operationId } = recordOperation(
    store,
    {
      kind: 'add-term',
      doing: 'adding to the vocabulary',
      summary: `added "${term}" to the vocabulary`,
      meetingId: null,
      now,
    },
    () => {
      const known = listTerms(store).find((each) => each.term === term);
      const all = JSON.stringify([...new Set([...(known?.heard ?? []), ...heard])]);
      const spoken = language === undefined ? (known?.language ?? null) : language;
      store
        .sql(
          `INSERT INTO vocabulary (id, term, heard, language, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (term) DO UPDATE SET heard = excluded.heard, language = excluded.language,
             updated_at = excluded.updated_at`,
        )
        .run(newId(), term, all, spoken, now, now);
    },
  );
  return { term: listTerms(store).find((each) => each.term === term)!, operationId };
}

/** Takes a term out of the vocabulary; it can be undone. @throws ScribeError USAGE when it is not there. */
export function removeTerm(
  store: Store,
  { term, now }: { readonly term: string; readonly now: string },
): number | null {
  const { operationId } = recordOperation(
    store,
    {
      kind: 'remove-term',
      doing: 'removing from the vocabulary',
      summary: `removed "${term}" from the vocabulary`,
      meetingId: null,
      now,
    },
    () => {
      const { changes } = store.sql('DELETE FROM vocabulary WHERE term = ?').run(term);
      if (changes === 0)
        throw new ScribeError('USAGE', `Removing "${term}" failed: it is not in the vocabulary.`, {
          hint: 'Run `scribe vocabulary list` to see what is there.',
        });
    },
  );
  return operationId;
}

interface MendingEdit {
  readonly edit: TranscriptEdit;
  /** Of the least certain of its places, 0 to 1. */
  readonly confidence: number;
}

/** The edits that write a transcript as the vocabulary says, and how certain each of its places is. */
export function planMends(
  store: Store,
  meetingId: string,
  isOrdinary: (word: string, language: string) => boolean,
): { readonly edits: readonly MendingEdit[]; readonly records: readonly EditRecord[] } {
  const terms = listTerms(store);
  if (terms.length === 0) return { edits: [], records: [] };
  const turns = editableTurns(store, meetingId);
  const edits = turns.flatMap(({ id, words, language }): MendingEdit[] => {
    const own = terms.filter((term) => term.language === null || term.language === language);
    const mends = findMends(words, own, (word) => isOrdinary(word, language));
    if (mends.length === 0) return [];
    const edit = { kind: 'text', turnId: id, text: textWith(words, mends) } as const;
    return [{ edit, confidence: Math.min(...mends.map(({ confidence }) => confidence)) }];
  });
  const { records } = editAll(
    turns,
    edits.map(({ edit }) => edit),
    { newId: () => '', confidence: 1 },
  );
  return { edits, records };
}

/** Writes a transcript as the vocabulary says; one operation, which can be undone. */
export function mendTranscript(
  store: Store,
  mended: {
    readonly meetingId: string;
    readonly title: string;
    readonly isOrdinary: (word: string, language: string) => boolean;
    readonly newId: () => string;
    readonly now: string;
  },
): { readonly records: readonly EditRecord[]; readonly operationId: number | null } {
  const { meetingId, title, isOrdinary, newId, now } = mended;
  const { result, operationId } = recordOperation(
    store,
    {
      kind: 'vocabulary',
      doing: 'mending spellings',
      summary: ({ length }: readonly EditRecord[]) =>
        `mended ${length} ${length === 1 ? 'spelling' : 'spellings'} in "${title}"`,
      meetingId,
      now,
    },
    () => {
      const { edits } = planMends(store, meetingId, isOrdinary);
      return edits.flatMap(({ edit, confidence }) => [
        ...applyEdits(store, { meetingId, edits: [edit], source: 'vocabulary', confidence, newId, now })
          .records,
      ]);
    },
  );
  return { records: result, operationId };
}
