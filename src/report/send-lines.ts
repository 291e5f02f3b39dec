import type { SendEvent } from '../export/automatic/events.js';
import { counted } from './describe.js';

/** What became of changes that were sent by themselves, as one line without a line end. */
export function describeSending(event: SendEvent): string {
  if (event.kind === 'export-finished') {
    const { to, changed, removed } = event;
    return `sent to ${to}: ${event.new} new, ${changed} changed, ${removed} removed`;
  }
  const { to, owed, error, command } = event;
  return `warning: ${to} does not have ${counted(owed, 'change')} yet. ${error.message}${error.hint ? ` ${error.hint}` : ''} They are sent with the next change here; or run: ${command}`;
}

/** Whether an event is about what is sent, not about a recording. */
export const isSending = <Other extends { readonly kind: string }>(
  event: Other | SendEvent,
): event is SendEvent => event.kind === 'export-finished' || event.kind === 'export-failed';
