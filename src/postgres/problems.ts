/** What goes wrong with a connection beside the errors of the server and of sockets. */
export type ProblemCode = 'NO_PASSWORD' | 'ONLY_READS' | 'NOT_BOUND' | 'SILENT';

/** An error that `failures.ts` has words for. */
export function problem(code: ProblemCode): Error {
  return Object.assign(new Error(code), { code });
}

/** Codes of sockets and of the server for a place that cannot be connected to at all now. */
const unreachable = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'ENOENT',
  'EACCES',
  '57P03',
  'ONLY_READS',
];

/** Whether another place of the same database may still answer. */
export function isUnreachable(error: unknown): boolean {
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  return unreachable.includes(code ?? '') || isTimeout(message);
}

/** How pg says that connecting took longer than `connect_timeout`. */
export const isTimeout = (message: string | undefined): boolean => message === 'timeout expired';

/** How pg says that a server answered the question for TLS with no. */
export function hasNoTls(thrown: unknown): boolean {
  const { message } = thrown as { readonly message?: string };
  return /does not support SSL|establishing an SSL/.test(message ?? '');
}
