import { ScribeError } from '../../errors.js';
import { type Address, type DownloadFile, describeSource } from './file.js';
import type { Reply } from './http-client.js';
import { type Attempt, readRetryAfter } from './retry.js';

type Failure = Extract<Attempt<never>, { done: false }>;

/**
 * Classifies a response without the file: a temporary failure is returned, a permanent one thrown.
 * @param now milliseconds since 1970
 * @throws ScribeError MODEL
 */
export function classifyReply(reply: Reply, file: DownloadFile, address: Address, now: number): Failure {
  const { status, headers, host } = reply;
  const passing = (reason: string): Failure => ({
    done: false,
    reason,
    progressed: false,
    retryAfter: readRetryAfter(headers['retry-after'], now),
  });
  if (status === 408 || status === 425 || status === 429 || status >= 500)
    return passing(`${host} answers ${status}`);
  // Signed URLs expire within minutes; the source issues a new one.
  if ((status === 401 || status === 403) && host !== address.url.host)
    return passing(`the address at ${host} has expired (${status})`);
  throw refusal(reply, file, address);
}

function refusal({ status, headers, host }: Reply, file: DownloadFile, address: Address): ScribeError {
  const { source, remote } = file;
  const what = `Downloading ${remote} from ${describeSource(source)} failed`;
  const error = (why: string, hint: string) => new ScribeError('MODEL', `${what}: ${why}.`, { hint });
  const code = headers['x-error-code'];
  if (code === 'GatedRepo')
    return error(
      'its authors require that you accept its licence first',
      `Accept the licence on the model page, ${new URL(`/${source.repo}`, address.url)}, and set HF_TOKEN to a token of that account.`,
    );
  if (status === 401 || status === 403)
    return error(
      `${host} answers ${status}${code ? ` (${code})` : ''}: the model is private, gone, or the token is not valid for it`,
      address.token === null ? 'If the model is private, set HF_TOKEN.' : 'Check HF_TOKEN.',
    );
  if (status === 404 || status === 410)
    return error(
      `${host} has no such file (${status}${code ? `, ${code}` : ''})`,
      'The model may have been moved. Update scribe, or choose another model: `scribe models list`.',
    );
  return error(`${host} answers ${status}`, 'Check the address of the mirror or proxy that is set.');
}

/** Error codes of untrusted certificates: trying again does not help. */
const distrust =
  /^(CERT_|ERR_TLS_CERT|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_(GET_ISSUER|VERIFY))/;

/** Classifies a thrown connection error. @throws anything else as it is; ScribeError MODEL for untrusted certificates. */
export function classifyThrown(thrown: unknown, file: DownloadFile, signal: AbortSignal): Failure {
  signal.throwIfAborted();
  if (thrown instanceof ScribeError || !(thrown instanceof Error) || isBug(thrown)) throw thrown;
  const code = 'code' in thrown ? String(thrown.code) : '';
  if (distrust.test(code))
    throw new ScribeError(
      'MODEL',
      `Downloading ${file.remote} from ${describeSource(file.source)} failed: the certificate of the host is not trusted (${code}).`,
      {
        hint: 'If a proxy re-signs connections, set SSL_CERT_FILE to its certificate.',
        cause: thrown,
      },
    );
  return {
    done: false,
    reason: describeThrown(thrown, code),
    progressed: false,
    retryAfter: null,
    cause: thrown,
  };
}

/** A bug of ours would fail every time and must not be taken for a network problem. */
function isBug(thrown: Error): boolean {
  return thrown instanceof TypeError || thrown instanceof RangeError || thrown instanceof ReferenceError;
}

function describeThrown(thrown: Error, code: string): string {
  switch (code) {
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
      return 'no byte arrived for too long';
    case 'UND_ERR_CONNECT_TIMEOUT':
      return 'no connection in time';
    case 'UND_ERR_SOCKET':
    case 'ECONNRESET':
      return 'the connection was lost';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the host name cannot be resolved (${code})`;
    default:
      return thrown.message || code;
  }
}
