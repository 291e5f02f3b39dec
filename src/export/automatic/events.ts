import type { PlainError } from '../../errors.js';

/** What became of what was sent. */
export interface SentCounts {
  readonly new: number;
  readonly changed: number;
  readonly removed: number;
  readonly same: number;
}

/** What becomes of changes that are sent by themselves. */
export type SendEvent =
  | ({ readonly kind: 'export-finished'; readonly to: string } & SentCounts)
  /** It is owed, and the next run that changes something tries again. */
  | {
      readonly kind: 'export-failed';
      readonly to: string;
      /** Meetings, people and other things. */
      readonly owed: number;
      readonly error: PlainError;
      /** What sends it by hand. */
      readonly command: string;
    };
