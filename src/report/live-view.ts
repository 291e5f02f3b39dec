/**
 * Whether a live view of so many lines can be drawn on a terminal: one that moves the cursor, and is higher than the
 * view. Elsewhere plain lines do.
 */
export function canDraw(
  terminal: Pick<NodeJS.WriteStream, 'isTTY' | 'rows' | 'columns'>,
  environment: Readonly<Record<string, string | undefined>>,
  lines: number,
): boolean {
  const { isTTY, rows, columns } = terminal;
  return isTTY === true && environment.TERM !== 'dumb' && rows > lines && columns >= narrowest;
}

/** Columns below which the lines of a view are cut so much that they say nothing. */
const narrowest = 40;

/**
 * The terminal as ink is to see it. ink clears the screen, with everything that stood on it and before it, when what it
 * draws is as high as the terminal: so it is told of one that is higher than anything. The view itself looks at the
 * true one, and becomes small in time.
 */
export function neverCleared(terminal: NodeJS.WriteStream): NodeJS.WriteStream {
  return new Proxy(terminal, {
    get(target, key) {
      if (key === 'rows') return Number.MAX_SAFE_INTEGER;
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
