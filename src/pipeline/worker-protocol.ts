import type { PlainError } from '../errors.js';
import type { PipelineEvent } from './events.js';
import type { JobRequest } from './requests.js';

/** What crosses between the program and its worker thread. Plain data only: a posted Error loses its class. */
export type ToWorker =
  | { readonly type: 'run'; readonly request: JobRequest }
  | { readonly type: 'abort' }
  | { readonly type: 'checkpoint'; readonly id: number; readonly value: string | null };

export type FromWorker =
  | { readonly type: 'event'; readonly event: PipelineEvent }
  | { readonly type: 'get-checkpoint'; readonly id: number; readonly key: string }
  | { readonly type: 'put-checkpoint'; readonly id: number; readonly key: string; readonly value: string }
  | { readonly type: 'done'; readonly value: unknown }
  | { readonly type: 'failed'; readonly error: PlainError };
