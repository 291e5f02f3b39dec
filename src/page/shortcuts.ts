import { escapeHtml } from './escape.js';

/** What the keyboard does, as the help says it; browser/keyboard.js does it. */
export const shortcuts: readonly (readonly [keys: readonly string[], what: string])[] = [
  [['Space', 'K'], 'play or pause'],
  [['←', '→'], 'five seconds back or ahead'],
  [['J', 'L'], 'ten seconds back or ahead'],
  [[',', '.'], 'the turn before, or the next one'],
  [['[', ']'], 'slower or faster'],
  [['F'], 'follow what is said, or stay'],
  [['/'], 'search; Enter and Shift+Enter go from place to place, Escape ends it'],
  [['N', 'P'], 'the next place that was found, or the one before'],
  [['C'], 'put a link to this moment into the address bar and the clipboard'],
  [['D'], 'dark or light'],
  [['?'], 'this help'],
];

/** The help, which opens with a button or a key; the shortcuts can be switched off there. */
export function helpDialog(): string {
  const rows = shortcuts.map(
    ([keys, what]) =>
      `<tr><th scope="row">${keys.map((key) => `<kbd>${escapeHtml(key)}</kbd>`).join(' ')}</th><td>${escapeHtml(what)}</td></tr>`,
  );
  return `<dialog id="help" aria-labelledby="help-title"><h2 id="help-title">Keyboard</h2><table><tbody>${rows.join('')}</tbody></table><p>Click a word to go to it in the recording, and a time for a link to it. Words with a dotted line were hard to understand.</p><p><label><input type="checkbox" id="shortcuts" checked> Single keys do this</label></p><form method="dialog"><button type="submit">Close</button></form></dialog>`;
}
