import { lastUpTo } from './moments.js';

/**
 * @typedef {object} TimedWord
 * @property {number} start seconds
 * @property {number} end seconds
 * @property {number} from where it begins in the text, in UTF-16 units
 * @property {number} to where it ends
 * @property {boolean} doubtful
 */

/**
 * @typedef {object} PageTurn
 * @property {HTMLElement} element
 * @property {HTMLElement} said the words
 * @property {number} start seconds
 * @property {number} end seconds
 * @property {string} name who speaks
 * @property {() => readonly TimedWord[]} words none when the text is not that of the recognizer
 */

/**
 * Words with their places in the text, of the attribute `data-words`: `start.length.letters` each, in hundredths of a
 * second from the start of the turn.
 * @param {string} attribute
 * @param {string} text
 * @param {number} start of the turn, in seconds
 * @returns {TimedWord[]}
 */
export function readWords(attribute, text, start) {
  let from = 0;
  return attribute.split(' ').map((entry) => {
    const [at, length, letters] = entry.split('.').map((number) => Number.parseInt(number, 10));
    while (text[from] === ' ') from++;
    const to = from + letters;
    const begin = start + at / 100;
    const word = { start: begin, end: begin + length / 100, from, to, doubtful: entry.endsWith('?') };
    from = to;
    return word;
  });
}

/**
 * The turns of the page, in the order of time.
 * @returns {PageTurn[]}
 */
export function findTurns() {
  return [...document.querySelectorAll('.turn')].flatMap((element) => {
    const said = element.querySelector('.said');
    if (!(element instanceof HTMLElement && said instanceof HTMLElement)) return [];
    const start = Number(element.dataset.start);
    /** @type {TimedWord[] | null} */
    let words = null;
    const read = () => readWords(said.dataset.words ?? '', said.textContent ?? '', start);
    return [
      {
        element,
        said,
        start,
        end: Number(element.dataset.end),
        name: element.querySelector('.who b')?.textContent ?? '',
        words: () => {
          words ??= said.dataset.words ? read() : [];
          return words;
        },
      },
    ];
  });
}

/**
 * The turn that is spoken at a moment; in a pause, the one before it.
 * @param {readonly PageTurn[]} turns
 * @param {number} at seconds
 * @returns {PageTurn | null}
 */
export function turnAt(turns, at) {
  return turns[lastUpTo(turns.length, (i) => turns[i].start, at)] ?? null;
}

/**
 * @param {PageTurn} turn
 * @param {number} at seconds
 * @returns {TimedWord | null} the word that is spoken then
 */
export function wordAt(turn, at) {
  const words = turn.words();
  const word = words[lastUpTo(words.length, (i) => words[i].start, at)];
  // A word stays lit through the short pause after it.
  return word && at < word.end + 0.3 ? word : null;
}
