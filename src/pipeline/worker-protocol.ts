import type { PlainError } from '../errors.js';
import type { PipelineEvent } from './events.js';
import type { JobContext } from './run-stage.js';

/** One kind of work: what is asked, and what is answered. */
export interface Work<Request, Result> {
  readonly request: Request;
  readonly result: Result;
}

/** Kinds of work by name; a request says its kind, so that it cannot be sent to workers of another sort. */
export type WorkKinds<W> = { readonly [K in keyof W]: Work<{ readonly kind: K }, unknown> };

export type RequestOf<W extends WorkKinds<W>, K extends keyof W = keyof W> = W[K]['request'] & {
  readonly kind: K;
};

/** Does one piece of work. */
export type Run<W extends WorkKinds<W>> = <K extends keyof W>(
  request: RequestOf<W, K>,
  context: JobContext,
) => Promise<W[K]['result']>;

/** Puts together what does each kind of work. */
export function runnerOf<W extends WorkKinds<W>>(
  runners: {
    readonly [K in keyof W]: (request: W[K]['request'], context: JobContext) => Promise<W[K]['result']>;
  },
): Run<W> {
  return (request, context) => runners[request.kind](request, context);
}

/**
 * What crosses between the program and a worker. Plain data only: a posted Error loses its class. Every message
 * carries the number of its job, so that a message of a job that has ended is never taken for one of the next.
 */
export type ToWorker<Request> = { readonly job: number } & (
  | { readonly type: 'run'; readonly request: Request }
  | { readonly type: 'abort' }
  | { readonly type: 'answer'; readonly question: number; readonly value: string | null }
  | { readonly type: 'refusal'; readonly question: number; readonly error: PlainError }
);

export type FromWorker = { readonly job: number } & (
  | { readonly type: 'event'; readonly event: PipelineEvent }
  | { readonly type: 'get-checkpoint'; readonly question: number; readonly key: string }
  | {
      readonly type: 'put-checkpoint';
      readonly question: number;
      readonly key: string;
      readonly value: string;
    }
  | { readonly type: 'done'; readonly value: unknown }
  | { readonly type: 'failed'; readonly error: PlainError }
);
