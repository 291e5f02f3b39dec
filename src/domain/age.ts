const hourMs = 3_600_000;
const units: Readonly<Record<string, number>> = { h: hourMs, d: 24 * hourMs, w: 7 * 24 * hourMs };

/** `90d`, `12w`, `6h` in milliseconds; the units may be written out. Null for anything else. */
export function parseAge(text: string): number | null {
  const match = /^(\d{1,6})\s*(h|d|w|hours?|days?|weeks?)$/i.exec(text.trim());
  return match && Number(match[1]) * units[match[2][0].toLowerCase()];
}
