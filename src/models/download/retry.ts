import { setTimeout as delay } from 'node:timers/promises';
import { ScribeError } from '../../errors.js';

/** Time and randomness as arguments, so that tests need neither. */
export interface Waiting {
  /** From 0 to 1. */
  readonly random: () => number;
  /** Milliseconds since 1970, compared with dates in `Retry-After`. */
  readonly wallClock: () => number;
  /** Rejects when the signal fires. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

export const realWaiting: Waiting = {
  random: Math.random,
  wallClock: Date.now,
  sleep: (ms, signal) => delay(ms, undefined, { signal }),
};

const retryDefaults = {
  /** Consecutive attempts without a byte before scribe gives up; with the waits between them about 15 s. */
  attempts: 6,
  /** Milliseconds before the second attempt; every further wait is twice as long. */
  firstWait: 500,
  longestWait: 30_000,
  /** The longest wait, in milliseconds, that a server may request with `Retry-After`. */
  longestRetryAfter: 120_000,
} as const;

export type Attempt<T> =
  | { readonly done: true; readonly value: T }
  | {
      readonly done: false;
      /** For people: the end of a sentence. */
      readonly reason: string;
      /** Bytes arrived: the next failure counts as the first again. */
      readonly progressed: boolean;
      /** Milliseconds that the server requests. */
      readonly retryAfter: number | null;
      readonly cause?: unknown;
    };

export interface RetryOptions extends Waiting {
  /** What is being done, the beginning of a sentence: `Downloading x from y`. */
  readonly what: string;
  readonly signal: AbortSignal;
  readonly onRetry: (reason: string, waitMs: number) => void;
}

/** @throws ScribeError MODEL after too many attempts without a byte; the signal's reason when it is aborted. */
export async function retrying<T>(attempt: () => Promise<Attempt<T>>, options: RetryOptions): Promise<T> {
  const { attempts } = retryDefaults;
  for (let fruitless = 0; ; ) {
    options.signal.throwIfAborted();
    const outcome = await attempt();
    if (outcome.done) return outcome.value;
    fruitless = outcome.progressed ? 1 : fruitless + 1;
    if (fruitless >= attempts)
      throw new ScribeError('MODEL', `${options.what} failed ${attempts} times: ${outcome.reason}.`, {
        hint: 'What has arrived is kept: run the same command again when the connection works.',
        cause: outcome.cause,
      });
    const wait = outcome.retryAfter ?? backoff(fruitless, options.random);
    options.onRetry(outcome.reason, wait);
    await options.sleep(wait, options.signal);
  }
}

/** Exponential backoff with jitter: clients that failed together do not come back together. */
export function backoff(failures: number, random: () => number): number {
  const { firstWait, longestWait } = retryDefaults;
  return Math.min(longestWait, firstWait * 2 ** (failures - 1)) * (0.5 + random() / 2);
}

/** The wait of `Retry-After` in milliseconds, from seconds or a date (RFC 9110, 10.2.3); null when there is none. */
export function readRetryAfter(header: string | undefined, now: number): number | null {
  const text = header?.trim();
  if (!text) return null;
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(wait) ? null : Math.max(0, Math.min(retryDefaults.longestRetryAfter, wait));
}
