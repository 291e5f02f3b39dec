import { sanitizeMessage } from '../domain/sanitized-message.js';
import { oneLine } from '../domain/visible-text.js';
import { ScribeError } from '../errors.js';

const startIt = 'Start the server, or say with --llm where it is; `scribe doctor` shows what was found.';

/** What the codes of Node and undici mean to a person. */
const meanings: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'no such host is known',
  EAI_AGAIN: 'the name of the host could not be looked up',
  ECONNRESET: 'the server broke the connection off',
  EPIPE: 'the server broke the connection off',
  UND_ERR_SOCKET: 'the server broke the connection off',
  UND_ERR_CONNECT_TIMEOUT: 'no connection came about in time',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
};

/** A failure while a server is asked; one that says itself what is wrong comes back as it is. */
export function connectionFailure(thrown: unknown, url: URL, idle: number): unknown {
  if (thrown instanceof ScribeError) return thrown;
  if (!(thrown instanceof Error) || thrown.name === 'AbortError') return thrown;
  if (thrown.name === 'TimeoutError')
    return serverFailure(url, `nothing arrived for ${idle / 1000} s`, {
      hint: 'A slow model may need longer: raise --llm-timeout.',
      cause: thrown,
    });
  const { code } = thrown as NodeJS.ErrnoException;
  if (code?.startsWith('HPE_'))
    return serverFailure(url, 'what answers there does not speak HTTP', { cause: thrown });
  return serverFailure(url, meanings[code ?? ''] ?? oneLine(thrown.message), {
    hint: startIt,
    cause: thrown,
  });
}

export function serverFailure(
  url: URL,
  why: string,
  { hint = startIt, cause }: { readonly hint?: string; readonly cause?: unknown } = {},
): ScribeError {
  return new ScribeError('MODEL', `Asking the language model at ${url.host} failed: ${why}.`, {
    hint,
    cause,
  });
}

/** What a reply with an error status says, in one line: the message in its JSON, or what it seems to be. */
export function statusFailure(
  url: URL,
  status: number,
  location: string | undefined,
  text: string,
): ScribeError {
  if (status >= 300 && status < 400)
    return serverFailure(url, `it redirects to ${hostOfRedirect(location, url)}, which is not followed`, {
      hint: 'Say with --llm where the server really is.',
    });
  if (status === 401 || status === 403)
    return serverFailure(url, `it wants a key, or another one (status ${status})`, {
      hint: 'Put the key into SCRIBE_LLM_KEY, or as llmKey into the config file.',
    });
  return serverFailure(url, `status ${status}${messageOf(text)}`);
}

const hostOfRedirect = (location: string | undefined, url: URL): string =>
  location !== undefined && URL.canParse(location, url.href) ? new URL(location, url).host : 'nowhere';

/** `: message`; empty if there is none. Keys and paths that a server repeats stay out. */
export function messageOf(text: string): string {
  let found: unknown;
  try {
    const { error, message, detail } = JSON.parse(text) as Record<string, unknown>;
    found = typeof error === 'object' && error !== null ? (error as { message?: unknown }).message : error;
    found ??= message ?? detail;
  } catch {
    found = /^\s*</.test(text) ? 'a web page' : text;
  }
  const line = sanitizeMessage(oneLine(typeof found === 'string' ? found : ''));
  return line === '' ? '' : `: ${line.slice(0, 200)}`;
}
