import type { CommandContext } from '../../context.js';
import { localTime } from '../../domain/recorded-at.js';
import type { WordOf } from '../../domain/state-machines.js';
import { ScribeError } from '../../errors.js';
import { readSpeakers } from '../../store/speakers.js';
import type { Store } from '../../store/store.js';
import { speakerRow, type TaskChange } from '../../store/tasks.js';

/** What can be said of a task on the command line. */
export interface TaskFlags {
  readonly owner?: string;
  /** A day, or `none`. */
  readonly due?: string;
  readonly priority?: WordOf<'tasks.priority'>;
  readonly description?: string;
}

/** Today, where this machine is: `2026-01-31`. */
export const today = (context: CommandContext): string => localTime(context.now(), null, context).day;

/** The flags with the day as a date. @throws ScribeError USAGE when it cannot be read. */
export async function readDue<T extends TaskFlags>(flags: T, context: CommandContext): Promise<T> {
  const { due } = flags;
  return due === undefined || due === 'none' ? flags : { ...flags, due: await readDay(due, context) };
}

/** @param due a date, as `readDue` makes it, or `none`. */
export function readTaskFlags(
  store: Store,
  meetingId: string,
  { owner, due, priority, description }: TaskFlags,
): TaskChange {
  return {
    ...(owner !== undefined && readOwner(store, meetingId, owner)),
    ...(due !== undefined && { dueDate: due === 'none' ? null : due }),
    ...(priority !== undefined && { priority }),
    ...(description !== undefined && { description: description === '' ? null : description }),
  };
}

/** A speaker of the meeting, by the name or as S2; anybody else by name. */
function readOwner(
  store: Store,
  meetingId: string,
  owner: string,
): Pick<TaskChange, 'ownerSpeakerId' | 'ownerName'> {
  if (owner === 'none') return { ownerSpeakerId: null, ownerName: null };
  const wanted = owner.trim().toLowerCase();
  const speaker = readSpeakers(store, meetingId).speakers.find(
    ({ clusterId, displayName }) =>
      wanted === clusterId.toLowerCase() || wanted === displayName?.toLowerCase(),
  );
  return speaker
    ? { ownerSpeakerId: speakerRow(store, meetingId, speaker.clusterId), ownerName: null }
    : { ownerSpeakerId: null, ownerName: owner.trim() };
}

/** `2026-01-31`, or what English calls a day: tomorrow, friday, 3 december. */
export async function readDay(text: string, context: CommandContext): Promise<string> {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text.trim()) ?? [];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (year && date.toISOString().startsWith(text.trim())) return text.trim();
  // What reads days in words takes a while to load, and a date needs none of it.
  const { findDueDate } = await import('../../insights/find-due-date.js');
  const named = year ? null : findDueDate(text, 'en', today(context));
  if (named) return named.date;
  throw new ScribeError('USAGE', `"${text}" is no day that is to come.`, {
    hint: 'Write it as 2026-01-31, or as tomorrow, friday or "3 december".',
  });
}
