import { readFileSync } from 'node:fs';
import { arch, cpus } from 'node:os';

/** Instructions for which networks have kernels of their own, as Linux calls them. */
const kernels = [
  'avx2',
  'avx512f',
  'avx_vnni',
  'avx512_vnni',
  'avx512_bf16',
  'amx_int8',
  'amx_bf16',
  'asimddp',
  'i8mm',
  'bf16',
  'sve',
];

/**
 * The kind of processor, as far as it decides how numbers are rounded: `x64 avx2 avx512f avx512_vnni`. Where the system
 * does not list instructions, it is the name of the processor.
 * @param list what `/proc/cpuinfo` says; null: there is none.
 */
export function processorKind(list: string | null = readList()): string {
  const flags = /^(?:flags|Features)\s*:(.*)$/m
    .exec(list ?? '')?.[1]
    .trim()
    .split(/\s+/);
  const found = flags
    ? kernels.filter((name) => flags.includes(name))
    : [cpus()[0]?.model.trim() ?? 'unknown'];
  return [arch(), ...found].join(' ');
}

function readList(): string | null {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    return null;
  }
}
