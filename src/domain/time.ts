/** Seconds on the clock of the recording: 0 is its first sample. */
export type Seconds = number;

/** A half-open interval of time, `start <= end`. */
export interface Span {
  readonly start: Seconds;
  readonly end: Seconds;
}

/** Length of what two spans share; 0 when they do not touch. */
export function overlap(a: Span, b: Span): Seconds {
  return Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start));
}

/** Sum of the lengths of the spans. */
export function totalSeconds(spans: readonly Span[]): Seconds {
  let sum = 0;
  for (const span of spans) sum += span.end - span.start;
  return sum;
}

/** Sorted, disjoint spans that cover what these cover in any order, and the pauses of up to `pause` between them. */
export function joinSpans(spans: readonly Span[], pause: Seconds = 0): Span[] {
  const joined: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last && span.start - last.end <= pause)
      joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else joined.push(span);
  }
  return joined;
}

/** What is left of sorted, disjoint spans without the holes, which may overlap. */
export function withoutHoles(spans: readonly Span[], holes: readonly Span[]): Span[] {
  const disjoint = joinSpans(holes);
  let passed = 0;
  return spans.flatMap((span) => {
    const left: Span[] = [];
    let { start } = span;
    while (passed < disjoint.length && disjoint[passed].end <= start) passed++;
    for (let i = passed; i < disjoint.length && disjoint[i].start < span.end; i++) {
      if (disjoint[i].start > start) left.push({ start, end: disjoint[i].start });
      start = disjoint[i].end;
    }
    if (start < span.end) left.push({ start, end: span.end });
    return left;
  });
}

/** Whole milliseconds, rounded: how subtitles and JSON count time. */
export function milliseconds(seconds: Seconds): number {
  return Math.round(seconds * 1000);
}

/** `srt` 00:01:02,345; `vtt` 00:01:02.345; `clock` 00:01:02; `short` 1:02 or 1:00:02. */
export type ClockStyle = 'srt' | 'vtt' | 'clock' | 'short';

/** A moment as text. It is rounded to milliseconds before it is split, so 59.9996 s is 00:01:00.000. */
export function formatClock(seconds: Seconds, style: ClockStyle): string {
  const withMillis = style === 'srt' || style === 'vtt';
  const units = Math.max(0, milliseconds(seconds));
  const millis = units % 1000;
  const total = (units - millis) / 1000;
  const h = Math.floor(total / 3600);
  const m = Math.floor(total / 60) % 60;
  const s = total % 60;
  const two = (n: number) => String(n).padStart(2, '0');
  if (style === 'short') return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
  const clock = `${two(h)}:${two(m)}:${two(s)}`;
  if (!withMillis) return clock;
  return `${clock}${style === 'srt' ? ',' : '.'}${String(millis).padStart(3, '0')}`;
}

/** A moment that a person typed: 75, 75.5, 1:15 or 1:02:03.5; null for anything else. */
export function parseClock(text: string): Seconds | null {
  const match = /^(?:(?:(\d+):)?([0-5]?\d):)?(\d+(?:[.,]\d+)?)$/.exec(text.trim());
  if (!match) return null;
  const [h, m, s] = match.slice(1).map((part) => Number((part ?? '0').replace(',', '.')));
  return match[2] !== undefined && s >= 60 ? null : h * 3600 + m * 60 + s;
}
