import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { ScribeError } from '../../errors.js';
import { isTrue, offlineVariable } from '../../platform/environment.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Network settings of the environment, under the names of huggingface_hub (constants.py) and curl. */
export interface NetworkSettings {
  /** The variable that forbids connections; null when they are allowed. */
  readonly offline: string | null;
  /** Base of `{repo}/resolve/{revision}/{path}`, without a trailing slash. */
  readonly hub: string;
  /** Sent to the hub and to no other host; a mirror is another host. */
  readonly hubToken: string | null;
  readonly github: string;
  readonly githubRaw: string;
  /** The download cache of huggingface_hub. */
  readonly hubCache: string;
  readonly proxy: { readonly http: string; readonly https: string; readonly except: string };
  /** PEM certificates that are trusted besides Node's; null when Node's own rules apply. */
  readonly certificates: readonly string[] | null;
  /** Milliseconds to wait for the headers of a file. */
  readonly answerTimeout: number;
  /** Milliseconds without a byte after which a download is retried. */
  readonly stallTimeout: number;
}

const networkDefaults = {
  hub: 'https://huggingface.co',
  github: 'https://github.com',
  githubRaw: 'https://raw.githubusercontent.com',
  /** Seconds; the defaults of huggingface_hub (HF_HUB_ETAG_TIMEOUT, HF_HUB_DOWNLOAD_TIMEOUT). */
  answerTimeout: 10,
  stallTimeout: 10,
} as const;

const certificateVariables = ['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'] as const;

/** @throws ScribeError USAGE for an invalid address or number, or an unreadable certificate file. */
export function readNetworkSettings(environment: Environment): NetworkSettings {
  const value = (name: string) => environment[name]?.trim() || null;
  const proxyFrom = (...names: string[]) => {
    const name = names.find((candidate) => value(candidate));
    return name ? proxyAddress(name, value(name)!) : '';
  };
  const mirror = value('SCRIBE_MODEL_MIRROR');
  const github = value('SCRIBE_GITHUB_ENDPOINT');
  const hubHome = path(value('HF_HOME') ?? join(path(value('XDG_CACHE_HOME') ?? '~/.cache'), 'huggingface'));
  const cache = value('HF_HUB_CACHE') ?? value('HUGGINGFACE_HUB_CACHE');
  return {
    offline: offlineVariable(environment),
    hub: mirror
      ? base('SCRIBE_MODEL_MIRROR', mirror)
      : base('HF_ENDPOINT', value('HF_ENDPOINT') ?? networkDefaults.hub),
    hubToken: mirror ? null : readToken(environment, hubHome),
    github: base('SCRIBE_GITHUB_ENDPOINT', github ?? networkDefaults.github),
    githubRaw: base('SCRIBE_GITHUB_ENDPOINT', github ?? networkDefaults.githubRaw),
    hubCache: cache ? path(cache) : join(hubHome, 'hub'),
    proxy: {
      http: proxyFrom('http_proxy', 'HTTP_PROXY', 'ALL_PROXY'),
      https: proxyFrom('https_proxy', 'HTTPS_PROXY', 'ALL_PROXY'),
      except: value('no_proxy') ?? value('NO_PROXY') ?? '',
    },
    certificates: readCertificates(environment),
    answerTimeout: milliseconds(environment, 'HF_HUB_ETAG_TIMEOUT', networkDefaults.answerTimeout),
    stallTimeout: milliseconds(environment, 'HF_HUB_DOWNLOAD_TIMEOUT', networkDefaults.stallTimeout),
  };
}

function path(text: string): string {
  if (text !== '~' && !text.startsWith('~/')) return resolve(text);
  try {
    return resolve(join(homedir(), text.slice(1)));
  } catch (cause) {
    throw new ScribeError('USAGE', `Looking for ${text}: this user has no home folder.`, {
      hint: 'Set HOME, or HF_HOME for downloads from Hugging Face.',
      cause,
    });
  }
}

function base(name: string, text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new ScribeError('USAGE', `Reading ${name}: "${text}" is not an http or https address.`, {
      hint: `Write it like ${networkDefaults.hub}, or unset ${name}.`,
    });
  return new URL(text).href.replace(/\/+$/, '');
}

/** `host:port` means an HTTP proxy, as in curl. */
function proxyAddress(name: string, text: string): string {
  const address = text.includes('://') ? text : `http://${text}`;
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return address;
  throw new ScribeError('USAGE', `Reading ${name}: "${text}" is not an http or https proxy.`, {
    hint: `Write it like http://proxy.example:3128, or unset ${name}.`,
  });
}

function readToken(environment: Environment, hubHome: string): string | null {
  if (isTrue(environment.HF_HUB_DISABLE_IMPLICIT_TOKEN)) return null;
  const given = environment.HF_TOKEN?.trim();
  if (given) return given;
  const file = environment.HF_TOKEN_PATH?.trim();
  try {
    return readFileSync(file ? path(file) : join(hubHome, 'token'), 'utf8').trim() || null;
  } catch {
    // Most users have no token, and most models need none; the hub says when one does.
    return null;
  }
}

/** Node reads NODE_EXTRA_CA_CERTS itself unless certificates are passed to it: then it must be one of them. */
function readCertificates(environment: Environment): readonly string[] | null {
  const named = certificateVariables.filter((name) => environment[name]?.trim());
  if (named.length === 0) return null;
  const all = environment.NODE_EXTRA_CA_CERTS?.trim() ? [...named, 'NODE_EXTRA_CA_CERTS'] : named;
  return all.map((name) => {
    const file = path(environment[name]!.trim());
    try {
      return readFileSync(file, 'utf8');
    } catch (cause) {
      throw new ScribeError(
        'USAGE',
        `Reading the certificates in ${file} failed: ${(cause as Error).message}.`,
        {
          hint: `Correct ${name}, or unset it.`,
          cause,
        },
      );
    }
  });
}

function milliseconds(environment: Environment, name: string, fallback: number): number {
  const text = environment[name]?.trim();
  const seconds = text ? Number(text) : fallback;
  if (seconds > 0) return seconds * 1000;
  throw new ScribeError('USAGE', `Reading ${name}: "${text}" is not a number of seconds.`, {
    hint: `Write for instance ${fallback}, or unset it.`,
  });
}
