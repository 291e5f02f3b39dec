/** What keeps a watcher or a worker running. */
export interface ServiceSpec {
  /** `scribe-watch`, `scribe-worker` */
  readonly name: string;
  /** The program and its arguments, each as it is. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** What it is for, in a few words. */
  readonly what: string;
  /** Seconds that it gets to end when it is told to. */
  readonly patience: number;
}

/** The line by which scribe knows its own files again. */
export const ownMark = 'Written by `scribe service install`; `scribe service uninstall` removes it.';

/** Whether a file is scribe's own: no other is ever replaced or removed. Pure. */
export const isOwn = (content: string): boolean => content.includes(ownMark);
