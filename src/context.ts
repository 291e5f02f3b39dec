import type { ScribeError } from './errors.js';
import type { Output } from './report/output.js';
import type { Folders } from './settings/read.js';
import type { ResolvedSettings } from './settings/resolve.js';

/** What `cli/program.ts` hands to every command: the outside world, so that a command reads no globals. */
export interface CommandContext {
  readonly settings: ResolvedSettings;
  /** Why the settings are not those of the user, in a command that mends them; null: they are. */
  readonly settingsProblem: ScribeError | null;
  readonly folders: Folders;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly out: Output;
  readonly err: Output;
  /** Standard error as it is, for a view that draws. */
  readonly screen: NodeJS.WriteStream;
  readonly json: boolean;
  readonly quiet: boolean;
  /** The time as UTC ISO-8601. */
  readonly now: () => string;
  /** IANA name of the zone of this machine: days are shown in it. */
  readonly zone: string;
  /** A monotonic clock, in milliseconds. */
  readonly clock: () => number;
  /** A new time-ordered UUID. */
  readonly newId: () => string;
  /** All arguments of the process as bytes, each with a zero behind it; none where the system does not tell. */
  readonly commandLine: () => Uint8Array;
  /** Asks yes or no on the terminal; null where nobody can answer. */
  readonly confirm: ((question: string) => Promise<boolean>) | null;
}
