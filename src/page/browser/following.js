import { highlight, textAt } from './highlights.js';
import { part } from './parts.js';
import { bringIntoView, onReaderScroll } from './scrolling.js';
import { turnAt, wordAt } from './turns.js';

/** @import { PageTurn, TimedWord } from './turns.js' */
/** @import { Playback } from './playback.js' */

/**
 * Marks the turn and the word that are spoken, and keeps them in view while it plays.
 * @param {Playback} playback
 * @param {readonly PageTurn[]} turns
 */
export function followSpeech(playback, turns) {
  const follows = part('follow', HTMLInputElement);
  /** @type {PageTurn | null} */
  let turn = null;
  /** @type {TimedWord | null} */
  let word = null;

  playback.onMove((at) => {
    const begun = at > 0 || !playback.audio.paused;
    const nextTurn = begun ? turnAt(turns, at) : null;
    const nextWord = nextTurn && wordAt(nextTurn, at);
    if (nextTurn !== turn) {
      turn?.element.classList.remove('is-now');
      turn?.element.removeAttribute('aria-current');
      nextTurn?.element.classList.add('is-now');
      nextTurn?.element.setAttribute('aria-current', 'true');
      if (nextTurn && follows.checked && !playback.audio.paused) bringIntoView(nextTurn.element);
    }
    if (nextWord !== word)
      highlight(
        'now',
        nextTurn && nextWord ? [{ element: nextTurn.said, from: nextWord.from, to: nextWord.to }] : [],
      );
    turn = nextTurn;
    word = nextWord;
  });

  onReaderScroll(() => {
    // Who reads elsewhere is left there.
    if (!playback.audio.paused) follows.checked = false;
  });
  follows.addEventListener('change', () => {
    if (follows.checked && turn) bringIntoView(turn.element);
  });
}

/**
 * A click on a word goes to it in the recording; on a text whose words have no times, to the start of the turn.
 * @param {Playback} playback
 * @param {readonly PageTurn[]} turns
 */
export function seekByWord(playback, turns) {
  const list = part('turns', HTMLElement);
  const byText = new Map(turns.map((turn) => [turn.said, turn]));
  list.classList.add('can-seek');
  list.addEventListener('click', (event) => {
    const said = event.target instanceof Element ? event.target.closest('.said') : null;
    const turn = said instanceof HTMLElement && !said.isContentEditable ? byText.get(said) : undefined;
    // Who selects a text wants to copy it.
    if (!turn || getSelection()?.isCollapsed === false) return;
    const place = textAt(event.clientX, event.clientY);
    const word = turn.words().find(({ to }) => place?.node === turn.said.firstChild && place.offset <= to);
    playback.seek(word?.start ?? turn.start);
  });
}

/**
 * Marks the words that were hard to understand.
 * @param {readonly PageTurn[]} turns
 */
export function markDoubtful(turns) {
  highlight(
    'doubtful',
    turns
      .filter(({ said }) => said.dataset.words?.includes('?'))
      .flatMap((turn) =>
        turn
          .words()
          .filter(({ doubtful }) => doubtful)
          .map(({ from, to }) => ({ element: turn.said, from, to })),
      ),
  );
}
