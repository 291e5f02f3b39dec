/** Bytes that a process which runs networks may always have, however little memory a container says there is. */
const least = 4 * 2 ** 30;

/**
 * How a process that runs networks is started, so that it cannot have more memory of its own than the machine has: a damaged
 * network may ask for any amount, and without a limit the system ends whichever program it likes. The shell sets it and
 * becomes the program, which keeps its process id and its open files.
 *
 * `ulimit -d` counts memory that can be written to, on Linux alone; `-v` would also count what V8 only reserves, tens of
 * gigabytes. A limit that is lower already stays.
 *
 * @param machine bytes of memory of the machine, or of the container.
 */
export function withMemoryLimit(
  program: string,
  args: readonly string[],
  machine: number,
  platform: NodeJS.Platform = process.platform,
): { readonly execPath: string; readonly execArgv: string[] } {
  if (platform !== 'linux') return { execPath: program, execArgv: [...args] };
  const kilobytes = Math.floor(Math.max(least, machine) / 1024);
  const script = `ulimit -d ${kilobytes} 2>/dev/null; exec "$0" "$@"`;
  return { execPath: '/bin/sh', execArgv: ['-c', script, program, ...args] };
}
