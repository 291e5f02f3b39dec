import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

/**
 * Runs contestants in turns, so that a machine that slows down slows all of them down.
 *
 * @param warmUp turns before them that do not count.
 * @returns the median of each.
 */
export async function inTurns<K extends string>(
  contestants: Readonly<Record<K, () => Promise<number>>>,
  turns: number,
  warmUp = 1,
): Promise<Record<K, number>> {
  const names = Object.keys(contestants) as K[];
  const found = new Map<K, number[]>(names.map((name) => [name, []]));
  for (let turn = -warmUp; turn < turns; turn++)
    for (const name of names) {
      const value = await contestants[name]();
      if (turn >= 0) found.get(name)?.push(value);
    }
  return Object.fromEntries(names.map((name) => [name, median(found.get(name) ?? [])])) as Record<K, number>;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Milliseconds of some work. */
export async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

/** Prints a table of Markdown line by line, so that a long run can be watched. */
export function openTable(title: string, columns: readonly string[]): (...cells: readonly string[]) => void {
  console.log(`\n${title}\n`);
  const line = (cells: readonly string[]) => console.log(`| ${cells.join(' | ')} |`);
  line(columns);
  console.log(`|${columns.map(() => '---').join('|')}|`);
  return (...cells) => line(cells);
}

/** "2.41x", or "1.08x (target 1.15x)" with what it should be at least or at most. */
export function ratio(
  value: number,
  target?: { readonly atLeast: number } | { readonly atMost: number },
): string {
  if (!Number.isFinite(value)) return '-';
  const shown = `${value.toFixed(2)}x`;
  if (!target) return shown;
  const [limit, met] =
    'atLeast' in target
      ? [`>= ${target.atLeast}`, value >= target.atLeast]
      : [`<= ${target.atMost}`, value <= target.atMost];
  return `${shown} (${met ? 'meets' : 'misses'} ${limit})`;
}

export const megabytes = (bytes: number | null): string =>
  bytes === null ? 'not known' : `${Math.round(bytes / 1e6)} MB`;

/** What the numbers were measured on. */
export function describeMachine(): string {
  const processors = cpus();
  const flags = ['avx2', 'avx512f', 'avx512_vnni', 'avx_vnni', 'amx_int8', 'amx_bf16', 'asimd', 'i8mm'];
  let has: readonly string[] = [];
  try {
    const words = new Set(readFileSync('/proc/cpuinfo', 'utf8').split(/\s+/));
    has = flags.filter((flag) => words.has(flag));
  } catch {
    // Not Linux.
  }
  const load = readLoad();
  return (
    `${processors[0].model.trim()}, ${processors.length} processors (${has.join(' ') || 'flags not known'}), ` +
    `${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}${load}`
  );
}

/** What else runs here disturbs the numbers: it belongs to them. */
function readLoad(): string {
  try {
    return `, load ${readFileSync('/proc/loadavg', 'utf8').split(' ')[0]} before the run`;
  } catch {
    return '';
  }
}
