import { oneLine } from '../domain/visible-text.js';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Any text as one line of HTML, in an element or between quotes of an attribute; no control character is left. */
export function escapeHtml(text: string): string {
  return escapePart(oneLine(text));
}

/** A part of a line as HTML: the spaces around it stay. */
export function escapePart(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]);
}
