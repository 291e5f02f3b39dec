import { prefersStillness } from './parts.js';

/** When the page last scrolled because of us, in milliseconds. */
let moved = 0;

/**
 * Brings an element into view, between the bars at the top and the bottom.
 * @param {Element} element
 * @param {ScrollLogicalPosition} [block]
 */
export function bringIntoView(element, block = 'center') {
  moved = performance.now();
  element.scrollIntoView({ block, behavior: prefersStillness() ? 'instant' : 'smooth' });
}

/**
 * Calls back when the reader scrolls with wheel, finger or keys.
 * @param {() => void} callback
 */
export function onReaderScroll(callback) {
  for (const kind of ['wheel', 'touchmove'])
    addEventListener(kind, () => performance.now() - moved > 100 && callback(), { passive: true });
  addEventListener('keydown', ({ key }) => {
    if (['PageUp', 'PageDown', 'Home', 'End', 'ArrowUp', 'ArrowDown'].includes(key)) callback();
  });
}
