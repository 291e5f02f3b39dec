import type { Standing } from '../../artifacts/plan-copy.js';
import type { ExportedFile, KnownRoot } from '../../store/exported-artifacts.js';

/** A file to be put. */
export interface OutgoingFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

/** Where artifacts are exported to: each meeting has a folder there, named by its id. */
export interface ArtifactRoot extends KnownRoot {
  /** Finds out what is there of these meetings, which come in the order of their ids; `look` may then be about them. */
  survey(meetingIds: readonly string[]): Promise<void>;
  /** What stands under a name. @param before what was exported of the meeting. */
  look(meetingId: string, name: string, before: readonly ExportedFile[]): Promise<Standing>;
  /** Whether bytes of this hash, which stand there, are scribe's, whoever ran it. */
  isOurs(sha256: string): boolean;
  /** Puts files, each as a whole or not at all. */
  put(meetingId: string, files: readonly OutgoingFile[]): Promise<void>;
  /** What the service calls the state of a file that was looked at or put; null where nothing does. */
  versionOf(meetingId: string, name: string): string | null;
  remove(meetingId: string, name: string): Promise<void>;
  close(): void;
}
