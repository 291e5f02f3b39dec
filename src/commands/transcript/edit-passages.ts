import { copyWarnings } from '../../artifacts/describe-copies.js';
import { payDebts } from '../../artifacts/pay-debts.js';
import type { CommandContext } from '../../context.js';
import { shortId } from '../../domain/meeting.js';
import type { Turn } from '../../domain/speakers.js';
import { ScribeError } from '../../errors.js';
import { counted } from '../../report/describe.js';
import { printJson, writeLine } from '../../report/output.js';
import { loadMeeting } from '../../store/completed-meetings.js';
import { rebuildTurns } from '../../store/edits.js';
import { resolveMeetingId } from '../../store/meetings.js';
import { recordOperation } from '../../store/operations.js';
import { originalTurns } from '../../store/original-turns.js';
import type { Store } from '../../store/store.js';
import { listSuppressed, markRestored, type StoredPassage } from '../../store/suppressed.js';
import { restorePassage } from '../../transcript/restore-passage.js';
import { withStore } from '../with-store.js';

/** To put suppressed passages into the transcript, or to suppress the restored ones again. */
export type PassageEdit = 'restore' | 'suppress';

/** `scribe transcript ID --restore N...|all`, and `--suppress N...|all`, which undoes it. */
export async function editPassages(
  context: CommandContext,
  idOrPrefix: string,
  edit: PassageEdit,
  asked: readonly string[],
): Promise<void> {
  return withStore(context, async (store) => {
    const meetingId = resolveMeetingId(store, idOrPrefix);
    const numbers = apply(store, meetingId, edit, asked, context);
    const { copies } = await payDebts(store, context);
    for (const warning of copyWarnings(copies)) writeLine(context.err, `warning: ${warning}`);
    const { done } = words[edit];
    if (context.json)
      return printJson(context, {
        meetingId,
        [edit === 'restore' ? 'restored' : 'leftOut']: numbers,
        copies,
      });
    writeLine(context.out, `${done} ${counted(numbers.length, 'passage')}: ${numbers.join(', ')}`);
  });
}

/** How messages name an edit. */
const words = {
  restore: { doing: 'Restoring', done: 'restored', nothing: 'everything is restored already' },
  suppress: { doing: 'Suppressing', done: 'suppressed', nothing: 'nothing was restored' },
} as const;

/**
 * One transaction: nobody else may edit or rename between reading the turns and writing them. The turns are made anew
 * of the original ones and of all passages that are in the transcript now, in the order of time.
 */
function apply(
  store: Store,
  meetingId: string,
  edit: PassageEdit,
  asked: readonly string[],
  { newId, now }: CommandContext,
): readonly number[] {
  const { done } = words[edit];
  const operation = {
    kind: `${edit}-passages`,
    doing: 'editing the transcript',
    summary: (numbers: readonly number[]) => `${done} ${counted(numbers.length, 'passage')}`,
    meetingId,
    now: now(),
  };
  const { result } = recordOperation(store, operation, () => {
    const { turns } = loadMeeting(store, meetingId);
    const chosen = choosePassages(listSuppressed(store, meetingId), edit, asked, meetingId);
    const numbers = chosen.map(({ number }) => number);
    const original = originalTurns(store, meetingId, turns);
    markRestored(store, { meetingId, numbers, restoredAt: edit === 'restore' ? now() : null });
    const edited = listSuppressed(store, meetingId)
      .filter((passage) => passage.restoredAt !== null && !passage.isOriginal)
      .reduce((placed, passage) => restorePassage(placed, toTurn(passage)), original);
    rebuildTurns(store, { meetingId, turns: edited, newId, now: now() });
    return numbers;
  });
  return result;
}

/**
 * The passages with these numbers, each once; `all` stands for every one that the edit would change. Pure.
 * @throws ScribeError USAGE when a number is not there, when the edit would not change it, or when there is nothing to
 * change.
 */
export function choosePassages(
  passages: readonly StoredPassage[],
  edit: PassageEdit,
  asked: readonly string[],
  meetingId: string,
): readonly StoredPassage[] {
  const { doing, nothing } = words[edit];
  const refuse = (problem: string): never => {
    throw new ScribeError(
      'USAGE',
      `${doing} passages of the meeting ${shortId(meetingId)} failed: ${problem}.`,
      {
        hint: `Run \`scribe transcript ${shortId(meetingId)} --suppressed\` to list them.`,
      },
    );
  };
  const isOpen = ({ restoredAt, isOriginal }: StoredPassage) =>
    edit === 'restore' ? restoredAt === null : restoredAt !== null && !isOriginal;
  if (asked.includes('all')) {
    if (asked.length > 1) return refuse('`all` and numbers cannot be used together');
    if (passages.length === 0) return refuse('nothing was suppressed');
    const open = passages.filter(isOpen);
    return open.length > 0 ? open : refuse(nothing);
  }
  return [...new Set(asked)].map((text) => {
    const found = passages.find((passage) => String(passage.number) === text);
    if (!found)
      return refuse(`there is no passage ${text}; there are ${counted(passages.length, 'passage')}`);
    if (isOpen(found)) return found;
    if (edit === 'restore') return refuse(`passage ${text} is restored already, since ${found.restoredAt}`);
    return refuse(
      found.isOriginal
        ? `passage ${text} was restored by an earlier version, which kept no way back`
        : `passage ${text} is suppressed already`,
    );
  });
}

function toTurn({ clusterId, start, end, text, confidence, language, words }: StoredPassage): Turn {
  return { clusterId, start, end, text, confidence, language, words };
}
