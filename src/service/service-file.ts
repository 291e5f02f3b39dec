/** What keeps a watcher running. */
export interface ServiceSpec {
  /** `scribe-watch` */
  readonly name: string;
  /** The program and its arguments, each as it is. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Absolute paths of the watched folders. */
  readonly folders: readonly string[];
}

/** The line by which scribe knows its own files again. */
export const ownMark = 'Written by `scribe service install`; `scribe service uninstall` removes it.';

/** Whether a file is scribe's own: no other is ever replaced or removed. Pure. */
export const isOwn = (content: string): boolean => content.includes(ownMark);
