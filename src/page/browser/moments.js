/**
 * 83.2 -> 1:23, 3661 -> 1:01:01
 * @param {number} seconds
 */
export function clock(seconds) {
  const total = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const two = (/** @type {number} */ value) => String(value).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/**
 * The moment that a link names: `#t=83.2`, `#t=1:23`, `#t=1:02:03`.
 * @param {string} fragment
 * @returns {number | null} seconds; null: it names none
 */
export function momentOf(fragment) {
  const match = /^#t=(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d+)?)s?$/.exec(fragment);
  if (!match) return null;
  const [h, m, s] = match.slice(1).map((digits) => Number(digits ?? 0));
  return h * 3600 + m * 60 + s;
}

/**
 * Where the last of sorted moments is that is not after `at`; -1: all are.
 * @param {number} count
 * @param {(index: number) => number} momentAt
 * @param {number} at
 */
export function lastUpTo(count, momentAt, at) {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (momentAt(middle) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
