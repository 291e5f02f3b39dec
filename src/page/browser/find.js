/**
 * A text without case and diacritics, and where each of its units comes from in the text.
 * @param {string} text
 * @returns {{ folded: string, places: number[] }}
 */
export function fold(text) {
  let folded = '';
  /** @type {number[]} */
  const places = [];
  let at = 0;
  for (const character of text) {
    const plain = character.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
    for (let i = 0; i < plain.length; i++) places.push(at);
    folded += plain;
    at += character.length;
  }
  places.push(at);
  return { folded, places };
}

/**
 * Where a wanted text stands in another, whatever the case and the diacritics, and however many spaces are between words.
 * @param {{ folded: string, places: number[] }} text folded
 * @param {string} wanted folded, without spaces around it
 * @returns {{ from: number, to: number }[]} in UTF-16 units of the text that was folded
 */
export function findIn({ folded, places }, wanted) {
  const found = [];
  if (wanted === '') return [];
  for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + wanted.length))
    found.push({ from: places[at], to: places[at + wanted.length] });
  return found;
}
