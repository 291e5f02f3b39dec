import { changeSpeed } from './controls.js';
import { linkToNow } from './links.js';
import { part, remember, remembered } from './parts.js';
import { bringIntoView } from './scrolling.js';
import { toggleTheme } from './theme.js';
import { turnAt } from './turns.js';

/** @import { PageTurn } from './turns.js' */
/** @import { Playback } from './playback.js' */

/**
 * The keys that the help lists.
 * @param {Playback} playback
 * @param {readonly PageTurn[]} turns
 * @param {{ step: (by: 1 | -1) => void }} search
 */
export function startKeyboard(playback, turns, search) {
  const help = part('help', HTMLDialogElement);
  const follow = part('follow', HTMLInputElement);
  const query = part('query', HTMLInputElement);
  const enabled = part('shortcuts', HTMLInputElement);
  enabled.checked = remembered('shortcuts') !== 'off';
  enabled.addEventListener('change', () => remember('shortcuts', enabled.checked ? 'on' : 'off'));
  part('open-help', HTMLElement).addEventListener('click', () => help.showModal());

  const by = (/** @type {number} */ seconds) => () => playback.seek(playback.at() + seconds);
  const turn = (/** @type {1 | -1} */ step) => () => {
    const here = turnAt(turns, playback.at());
    const next = turns[(here ? turns.indexOf(here) : -1) + step];
    if (!next) return;
    playback.seek(next.start);
    bringIntoView(next.element);
  };
  /** @type {Record<string, () => void>} */
  const actions = {
    ' ': () => playback.toggle(),
    k: () => playback.toggle(),
    ArrowLeft: by(-5),
    ArrowRight: by(5),
    j: by(-10),
    l: by(10),
    ',': turn(-1),
    '.': turn(1),
    '[': () => changeSpeed(-1),
    ']': () => changeSpeed(1),
    f: () => follow.click(),
    '/': () => query.select(),
    n: () => search.step(1),
    p: () => search.step(-1),
    c: () => linkToNow(playback),
    d: toggleTheme,
    '?': () => help.showModal(),
  };

  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !enabled.checked || help.open) return;
    const { target } = event;
    if (target instanceof HTMLElement && usesKey(target, event.key)) return;
    const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}

/**
 * Whether an element does something of its own with a key.
 * @param {HTMLElement} element
 * @param {string} key
 */
function usesKey(element, key) {
  if (
    element.isContentEditable ||
    element.matches('select, textarea, input[type="search"], input[type="text"]')
  )
    return true;
  if (key === ' ') return element.matches('button, a, input, summary');
  return key.startsWith('Arrow') && element.matches('input');
}
