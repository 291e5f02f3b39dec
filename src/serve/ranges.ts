/** A part of a file that somebody asked for: bytes, both included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * What the header `Range` asks of a file (RFC 9110, section 14): one range of bytes, `bytes=0-99`, `bytes=100-` or the
 * last ones, `bytes=-100`. Several ranges, other units and what is no range are ignored, as the RFC allows.
 *
 * @param size of the file, in bytes.
 * @returns `all`: the whole file; `none`: nothing of it can be sent.
 */
export function readRange(header: string | undefined, size: number): ByteRange | 'all' | 'none' {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? [];
  if (from === undefined || to === undefined || from + to === '') return 'all';
  if (from === '') {
    const count = Math.min(Number(to), size);
    return count === 0 ? 'none' : { first: size - count, last: size - 1 };
  }
  const first = Number(from);
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== '' && Number(to) < first) return 'all';
  return first < size ? { first, last } : 'none';
}
