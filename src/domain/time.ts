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

/** What is left of sorted, disjoint spans without the holes, which may overlap. */
export function withoutHoles(spans: readonly Span[], holes: readonly Span[]): Span[] {
  const sorted = [...holes].sort((a, b) => a.start - b.start);
  return spans.flatMap((span) => {
    const left: Span[] = [];
    let { start } = span;
    for (const hole of sorted) {
      if (hole.start > start) left.push({ start, end: Math.min(span.end, hole.start) });
      start = Math.max(start, hole.end);
      if (start >= span.end) break;
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
