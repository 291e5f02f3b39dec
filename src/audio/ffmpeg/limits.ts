/** What an ffmpeg may use up. Files that mean well need far less: see docs/hostile-inputs.md. */
export const limitDefaults = {
  /** Bytes of address space; eight hours of MP4 with 60 pictures a second need less than 0.6 GB. */
  memory: 2 * 2 ** 30,
  /** Bytes of one block: a damaged length asks for more than any file needs. */
  block: 2 ** 30,
  /** Seconds of processor time that the smallest file may take. */
  seconds: 600,
  /** Bytes for each of which there is one second more: the slowest decoders take 100 times as many. */
  bytesPerSecond: 50_000,
  /** Open files: the recording, its pipes, and the libraries while they are loaded. */
  files: 64,
  /** Decoders that could use more threads gain nothing from them on sound. */
  threads: 2,
} as const;

/** Seconds of processor time for what a file says of itself. */
export const probingSeconds = 300;

export interface Limits {
  /** Seconds of processor time. */
  readonly seconds: number;
  /** Whether it makes a file: all others write into pipes alone. */
  readonly writes: boolean;
}

/** Seconds of processor time for a file of so many bytes. */
export const processorTime = (bytes: number): number =>
  Math.ceil(limitDefaults.seconds + bytes / limitDefaults.bytesPerSecond);

/**
 * A program and its first arguments, so that it runs within limits: address space, processor time, open files, no core
 * file (it would hold the sound), and no file at all unless it is to make one. The shell sets them and becomes the
 * program, which keeps its process id. A system that does not know one of them goes on without it; Windows knows none.
 *
 * Processes are not limited: the limit of POSIX counts all of a user's, and threads with them.
 */
export function withinLimits(
  program: string,
  { seconds, writes }: Limits,
  platform: NodeJS.Platform = process.platform,
): readonly [program: string, ...first: string[]] {
  if (platform === 'win32') return [program];
  const { memory, files } = limitDefaults;
  const values = [`-c 0`, `-n ${files}`, `-v ${memory / 1024}`, ...(writes ? [] : ['-f 0'])];
  // The soft limit ends ffmpeg in order, so that its log says why; the hard one ends whatever goes on.
  const time = [`-H -t ${seconds + 10}`, `-S -t ${seconds}`];
  const set = [...values, ...time].map((value) => `ulimit ${value} 2>/dev/null`).join('; ');
  return ['/bin/sh', '-c', `${set}; exec "$0" "$@"`, program];
}

/** Options of ffmpeg and ffprobe themselves, before the input. */
export const limitOptions: readonly string[] = [
  '-max_alloc',
  `${limitDefaults.block}`,
  '-threads',
  `${limitDefaults.threads}`,
];

/** Exit statuses of a shell that could not start the program. */
export const notStarted = (status: unknown): boolean => status === 126 || status === 127;
