import { BlockList, isIP } from 'node:net';
import { hidePassword } from '../domain/hide-password.js';
import { ScribeError } from '../errors.js';

/** Where language models usually listen on one's own machine, in the order in which they are asked. */
export const usualPlaces: readonly { readonly name: string; readonly port: number }[] = [
  { name: 'Ollama', port: 11434 },
  { name: 'llama-server', port: 8080 },
  { name: 'LM Studio', port: 1234 },
  { name: 'vLLM', port: 8000 },
];

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether an IP address leads to nobody but this machine: 127.0.0.0/8, ::1, and the former written as IPv6. */
export function isLoopback(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && loopback.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/** The host of a URL as a socket wants it: IPv6 without brackets. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');

/**
 * The base of a server's API, with a slash at its end: `http://localhost:11434` and `http://localhost:11434/v1` are the
 * same place.
 *
 * @throws ScribeError USAGE for what is no http or https address, and for a password in it.
 */
export function readServerAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const refused = (why: string, hint: string) =>
    new ScribeError('USAGE', `Reading the address of the language model: "${hidePassword(text)}" ${why}.`, {
      hint,
    });
  if (!url || !/^https?:$/.test(url.protocol))
    throw refused('is not an http or https address', 'Write it like http://127.0.0.1:11434.');
  if (url.username !== '' || url.password !== '')
    throw refused(
      'has a name or a password in it',
      'Put the key of the server into SCRIBE_LLM_KEY, and leave it out of the address.',
    );
  const path = url.pathname.replace(/\/+$/, '');
  url.pathname = `${path === '' ? '/v1' : path}/`;
  url.search = '';
  url.hash = '';
  return url;
}
