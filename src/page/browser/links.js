import { momentOf } from './moments.js';
import { say } from './parts.js';
import { bringIntoView } from './scrolling.js';
import { turnAt } from './turns.js';

/** @import { PageTurn } from './turns.js' */
/** @import { Playback } from './playback.js' */

/**
 * Links to a moment (`#t=83.2`) and to a turn (`#turn-…`): the recording goes there, and the turn comes into view.
 * @param {Playback} playback
 * @param {readonly PageTurn[]} turns
 */
export function followLinks(playback, turns) {
  const byId = new Map(turns.map((turn) => [turn.element.id, turn]));
  const linked = () => {
    const moment = momentOf(location.hash);
    return moment === null ? byId.get(location.hash.slice(1)) : turnAt(turns, moment);
  };
  const go = () => {
    const moment = momentOf(location.hash);
    const turn = linked();
    if (moment !== null || turn) playback.seek(moment ?? turn?.start ?? 0);
    if (turn) bringIntoView(turn.element);
  };
  addEventListener('hashchange', go);
  // A link to where one is already changes no address.
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link?.hash && link.hash === location.hash) go();
  });
  go();
  // Once the page is there, the browser goes to a turn itself, and may leave it below the bar.
  addEventListener('load', () => {
    const turn = linked();
    if (turn) bringIntoView(turn.element);
  });
}

/**
 * Puts a link to this moment into the address bar, and into the clipboard if the browser lets us.
 * @param {Playback} playback
 */
export function linkToNow(playback) {
  history.replaceState(null, '', `#t=${playback.at().toFixed(1)}`);
  navigator.clipboard?.writeText(location.href).then(
    () => say('A link to this moment is in the clipboard.'),
    () => say('A link to this moment is in the address bar.'),
  );
}
