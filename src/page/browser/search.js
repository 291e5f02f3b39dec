import { findIn, fold } from './find.js';
import { highlight } from './highlights.js';
import { part, say } from './parts.js';
import { bringIntoView } from './scrolling.js';

/** @import { PageTurn } from './turns.js' */
/** @import { TextSpan } from './highlights.js' */

/**
 * Search in what was said and in its translation.
 * @param {readonly PageTurn[]} turns
 * @returns {{ step: (by: 1 | -1) => void }} goes to the next place that was found, or to the one before
 */
export function startSearch(turns) {
  const query = part('query', HTMLInputElement);
  const count = part('found', HTMLElement);
  const next = part('next', HTMLButtonElement);
  const previous = part('previous', HTMLButtonElement);
  const form = part('search', HTMLFormElement);
  part('tools', HTMLElement).hidden = false;

  /** @type {{ element: HTMLElement, text: ReturnType<typeof fold> }[] | null} */
  let texts = null;
  const foldAll = () =>
    turns.flatMap(({ element }) =>
      [...element.querySelectorAll('.said, .translation')].flatMap((text) =>
        text instanceof HTMLElement ? [{ element: text, text: fold(text.textContent ?? '') }] : [],
      ),
    );
  /** @type {TextSpan[]} */
  let found = [];
  let here = -1;

  /** @param {number} index */
  function show(index) {
    here = index;
    const place = found[here];
    highlight('found', found);
    highlight('found-here', place ? [place] : []);
    const wanted = query.value.trim() !== '';
    count.textContent = wanted ? (found.length > 0 ? `${here + 1} of ${found.length}` : 'none') : '';
    next.hidden = previous.hidden = found.length === 0;
    for (const { element } of turns) element.classList.toggle('is-found', false);
    if (!place) return;
    const turn = place.element.closest('.turn');
    turn?.classList.add('is-found');
    bringIntoView(turn ?? place.element);
  }

  function search() {
    texts ??= foldAll();
    const wanted = fold(query.value.trim().replace(/\s+/g, ' ')).folded;
    found = texts.flatMap(({ element, text }) =>
      findIn(text, wanted).map(({ from, to }) => ({ element, from, to })),
    );
    show(found.length > 0 ? 0 : -1);
  }

  /** @param {1 | -1} by */
  function step(by) {
    if (found.length === 0) return;
    show((here + by + found.length) % found.length);
    say(found[here].element.textContent ?? '');
  }

  query.addEventListener('input', search);
  form.addEventListener('submit', (event) => event.preventDefault());
  query.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') step(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') {
      query.value = '';
      search();
      query.blur();
    } else return;
    event.preventDefault();
  });
  next.addEventListener('click', () => step(1));
  previous.addEventListener('click', () => step(-1));
  return { step };
}
