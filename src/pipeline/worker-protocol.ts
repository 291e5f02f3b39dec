import type { PlainError } from '../errors.js';
import type { PipelineEvent } from './events.js';
import type { JobRequest } from './requests.js';

/**
 * What crosses between the program and a worker. Plain data only: a posted Error loses its class. Every message
 * says which job it belongs to, so that nothing of a job that has ended is taken for the next one's.
 */
export type ToWorker = { readonly job: number } & (
  | { readonly type: 'run'; readonly request: JobRequest }
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
