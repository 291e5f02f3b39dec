import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('fault.c', import.meta.url));

/** Compiles the injector into a folder. @returns the library, or why there is none. */
export function buildInjector(
  folder: string,
): { readonly library: string } | { readonly library: null; readonly reason: string } {
  if (process.platform !== 'linux')
    return { library: null, reason: `LD_PRELOAD is Linux's, and this is ${process.platform}` };
  const library = join(folder, 'fault.so');
  for (const compiler of ['cc', 'gcc', 'clang']) {
    const run = spawnSync(compiler, ['-O2', '-shared', '-fPIC', '-o', library, source, '-ldl'], {
      encoding: 'utf8',
    });
    if (run.error) continue;
    if (run.status === 0) return { library };
    return { library: null, reason: `${compiler} refuses fault.c: ${run.stderr.split('\n')[0]}` };
  }
  return { library: null, reason: 'there is no C compiler' };
}
