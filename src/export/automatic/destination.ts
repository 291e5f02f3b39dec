import type { RenderContext } from '../../artifacts/pay-debt.js';
import type { CommandContext } from '../../context.js';
import type { Store } from '../../store/store.js';
import type { SentCounts } from './events.js';

export type ExportContext = RenderContext & Pick<CommandContext, 'environment' | 'signal' | 'clock'>;

/** A place that the settings name, and that is to have whatever changes. */
export interface Destination {
  /** For people, without a password. */
  readonly name: string;
  /** What brings it up to date by hand. */
  readonly command: string;
  /** How many meetings, people and other things are newer here, or gone. */
  owed(store: Store): number;
  /** Brings it up to date. @throws ScribeError OUTPUT, or STORE while another scribe does it. */
  send(store: Store, context: ExportContext): Promise<SentCounts>;
  /** Finds out whether it answers. @throws ScribeError OUTPUT */
  check(context: ExportContext): Promise<void>;
}
