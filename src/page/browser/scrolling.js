import { prefersStillness } from './parts.js';

/** When the page last scrolled because of us, in milliseconds. */
let moved = 0;

/**
 * Brings an element into view, between the bars at the top and the bottom: gliding where it is near, at once where it is
 * far. Turns that were never shown have a height that is guessed, so a long way is gone twice.
 * @param {Element} element
 */
export function bringIntoView(element) {
  moved = performance.now();
  const { top } = element.getBoundingClientRect();
  const isNear = top > -innerHeight && top < 2 * innerHeight;
  if (isNear && !prefersStillness()) return element.scrollIntoView({ block: 'center', behavior: 'smooth' });
  const jump = () => element.scrollIntoView({ block: 'center', behavior: 'instant' });
  jump();
  requestAnimationFrame(jump);
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
