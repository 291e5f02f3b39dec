import { shortId } from '../domain/meeting-id.js';
import type { Turn } from '../domain/speakers.js';
import { ScribeError } from '../errors.js';
import { counted } from '../report/describe.js';
import { writeLine } from '../report/output.js';
import { placePassage } from '../speakers/place-passage.js';
import { loadMeeting } from '../store/load-meeting.js';
import { resolveMeetingId } from '../store/meetings.js';
import { type Store, write } from '../store/store.js';
import { listSuppressed, markRestored, type StoredPassage } from '../store/suppressed.js';
import { replaceTurns } from '../store/turns.js';
import { type CommandContext, printJson } from './context.js';
import { copyWarnings } from './describe-copies.js';
import { payDebts } from './pay-debts.js';
import { withStore } from './with-store.js';

/** `scribe transcript ID --restore N...|all`: puts passages that were left out back into the transcript. */
export async function restorePassages(
  context: CommandContext,
  idOrPrefix: string,
  asked: readonly string[],
): Promise<void> {
  return withStore(context, async (store) => {
    const meetingId = resolveMeetingId(store, idOrPrefix);
    const restored = restore(store, meetingId, asked, context);
    const { copies } = await payDebts(store, context);
    for (const warning of copyWarnings(copies)) writeLine(context.err, `warning: ${warning}`);
    const numbers = restored.map(({ number }) => number);
    if (context.json) return printJson(context, { meetingId, restored: numbers, copies });
    writeLine(context.out, `restored ${counted(numbers.length, 'passage')}: ${numbers.join(', ')}`);
  });
}

/** One transaction: nobody else may restore or rename between reading the turns and writing them. */
function restore(
  store: Store,
  meetingId: string,
  asked: readonly string[],
  { newId, now }: CommandContext,
): readonly StoredPassage[] {
  return write(store, 'restoring passages', () => {
    const { turns } = loadMeeting(store, meetingId);
    const chosen = choosePassages(listSuppressed(store, meetingId), asked, meetingId);
    const all = chosen.reduce<readonly Turn[]>(
      (placed, passage) => placePassage(placed, toTurn(passage)),
      turns,
    );
    replaceTurns(store, { meetingId, turns: all, newId, now: now() });
    markRestored(store, { meetingId, numbers: chosen.map(({ number }) => number), now: now() });
    return chosen;
  });
}

/**
 * The passages with these numbers, each once; `all` stands for those that are left out still. Pure.
 * @throws ScribeError USAGE when a number is not there or was restored before, or when there is nothing to restore.
 */
export function choosePassages(
  passages: readonly StoredPassage[],
  asked: readonly string[],
  meetingId: string,
): readonly StoredPassage[] {
  const refuse = (problem: string): never => {
    throw new ScribeError(
      'USAGE',
      `Restoring passages of the meeting ${shortId(meetingId)} failed: ${problem}.`,
      {
        hint: `Run \`scribe transcript ${shortId(meetingId)} --suppressed\` to see what was left out.`,
      },
    );
  };
  const open = passages.filter((passage) => passage.restoredAt === null);
  if (asked.includes('all')) {
    if (asked.length > 1) return refuse('`all` and numbers exclude each other');
    if (passages.length === 0) return refuse('nothing was left out');
    return open.length > 0 ? open : refuse('everything was restored before');
  }
  return [...new Set(asked)].map((text) => {
    const found = passages.find((passage) => String(passage.number) === text);
    if (!found)
      return refuse(`there is no passage ${text}; there are ${counted(passages.length, 'passage')}`);
    if (found.restoredAt !== null)
      return refuse(`passage ${text} was restored before, at ${found.restoredAt}`);
    return found;
  });
}

function toTurn({ clusterId, start, end, text, confidence, language, words }: StoredPassage): Turn {
  return { clusterId, start, end, text, confidence, language, words };
}
