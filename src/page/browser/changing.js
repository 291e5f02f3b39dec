/** What was changed last, kept over the loading of the page. */
const changedKey = 'scribe-changed';

/**
 * @typedef {{ operations: number[], summary: string }} Changed
 */

/**
 * Sends something to the server that made this page, and loads the page anew: it is what the store says.
 * @param {string} address
 * @param {unknown} body
 * @param {string} anchor where the page is to be afterwards: `#turn-…`, or nothing
 * @param {boolean} undoable whether the page offers to take it back
 * @returns {Promise<string>} why it was refused
 */
export async function sendChange(address, body, anchor, undoable) {
  let response;
  try {
    response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  } catch {
    return 'The server does not answer: is `scribe serve` still running?';
  }
  if (!response.ok) return response.text();
  /** @type {Changed} */
  const changed = await response.json();
  if (undoable && changed.operations.length > 0) sessionStorage.setItem(changedKey, JSON.stringify(changed));
  if (anchor !== '') history.replaceState(null, '', anchor);
  location.reload();
  return '';
}

/** @returns {Changed | null} what was changed just before the page was loaded; told once */
export function takeChanged() {
  const kept = sessionStorage.getItem(changedKey);
  sessionStorage.removeItem(changedKey);
  return kept === null ? null : JSON.parse(kept);
}
