/**
 * An element of the page that the script relies on.
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} kind
 * @returns {T}
 */
export function part(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${id}`);
  return found;
}

/**
 * Says something to those who hear the page, and shows nothing.
 * @param {string} text
 */
export function say(text) {
  part('said', HTMLElement).textContent = text;
}

/** Whether things should stay where they are rather than glide. */
export const prefersStillness = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/**
 * Remembers a choice of the reader in this browser; some browsers keep nothing for a file.
 * @param {string} name
 * @param {string} value
 */
export function remember(name, value) {
  try {
    localStorage.setItem(`scribe-${name}`, value);
  } catch {
    // The choice holds as long as the page is open.
  }
}

/**
 * @param {string} name
 * @returns {string | null} what was remembered
 */
export function remembered(name) {
  try {
    return localStorage.getItem(`scribe-${name}`);
  } catch {
    return null;
  }
}
