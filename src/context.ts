import type { ScribeError } from './errors.js';
import type { Output } from './report/output.js';
import type { Folders } from './settings/folders.js';
import type { ResolvedSettings } from './settings/resolve.js';

/** Variables with a passphrase: of the store, and of the store from now on. */
export type SecretVariable = 'SCRIBE_PASSPHRASE' | 'SCRIBE_NEW_PASSPHRASE';

/** The outside world, handed to every command, so that a command reads no globals. */
export interface CommandContext {
  readonly settings: ResolvedSettings;
  /** What is wrong with the settings, for a command that repairs them; null: nothing. */
  readonly settingsProblem: ScribeError | null;
  readonly folders: Folders;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** For a command that ends in its own time: it is to stop when what is at hand is finished. `signal` is for the second time. */
  readonly stopping: AbortSignal;
  readonly out: Output;
  readonly err: Output;
  /** Standard error itself, for a live view. */
  readonly screen: NodeJS.WriteStream;
  readonly json: boolean;
  readonly quiet: boolean;
  /** Long work may draw on the terminal; otherwise it writes lines. */
  readonly liveView: boolean;
  /** The time as UTC ISO-8601. */
  readonly now: () => string;
  /** IANA name of this machine's time zone: days are shown in it. */
  readonly zone: string;
  /** A monotonic clock, in milliseconds. */
  readonly clock: () => number;
  /** A new time-ordered UUID. */
  readonly newId: () => string;
  /** The arguments of the process as bytes, each followed by a zero; empty if the system does not say. */
  readonly commandLine: () => Uint8Array;
  /** Asks yes or no on the terminal; null if nobody can answer. */
  readonly confirm: ((question: string) => Promise<boolean>) | null;
  /** Passphrases of the environment, which no other process is given. */
  readonly secrets: Readonly<Record<SecretVariable, string | undefined>>;
  /** Asks for a line on the terminal that is not shown; null if nobody can answer. */
  readonly askSecret: ((question: string) => Promise<string>) | null;
}
