/** Whether the browser can mark text without changing the document; else whole turns are marked. */
const canHighlight = 'highlights' in CSS;

/**
 * @typedef {object} TextSpan
 * @property {HTMLElement} element that holds one text
 * @property {number} from in UTF-16 units
 * @property {number} to
 */

/**
 * Marks these texts in place of those that had the mark before.
 * @param {'now' | 'found' | 'found-here' | 'doubtful'} name as in the style
 * @param {readonly TextSpan[]} spans
 */
export function highlight(name, spans) {
  if (!canHighlight) return;
  const ranges = spans.flatMap(({ element, from, to }) => {
    const text = element.firstChild;
    if (!text) return [];
    const range = new Range();
    range.setStart(text, from);
    range.setEnd(text, to);
    return [range];
  });
  if (ranges.length === 0) CSS.highlights.delete(name);
  else CSS.highlights.set(name, new Highlight(...ranges));
}

/**
 * Where in a text a point of the screen is.
 * @param {number} x
 * @param {number} y
 * @returns {{ node: Node, offset: number } | null}
 */
export function textAt(x, y) {
  if (typeof document.caretPositionFromPoint === 'function') {
    const position = document.caretPositionFromPoint(x, y);
    return position && { node: position.offsetNode, offset: position.offset };
  }
  const range = document.caretRangeFromPoint(x, y);
  return range && { node: range.startContainer, offset: range.startOffset };
}
