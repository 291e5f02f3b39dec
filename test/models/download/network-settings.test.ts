import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addressOf } from '../../../src/models/download/file.js';
import { readNetworkSettings } from '../../../src/models/download/network-settings.js';
import { tempFolder } from './fixture.js';

const settings = (environment: Record<string, string> = {}) =>
  readNetworkSettings({ HF_HOME: '/nowhere', ...environment });

describe('the environment', () => {
  it('empty: the hub, no proxy, no token, the usual cache', () => {
    expect(readNetworkSettings({ HF_TOKEN_PATH: '/nowhere' })).toEqual({
      offline: null,
      hub: 'https://huggingface.co',
      hubToken: null,
      github: 'https://github.com',
      githubRaw: 'https://raw.githubusercontent.com',
      hubCache: join(homedir(), '.cache/huggingface/hub'),
      proxy: { http: '', https: '', except: '' },
      certificates: null,
      answerTimeout: 10_000,
      stallTimeout: 10_000,
    });
  });

  it.each([
    [{ XDG_CACHE_HOME: '/x' }, '/x/huggingface/hub'],
    [{ XDG_CACHE_HOME: '/x', HF_HOME: '/h' }, '/h/hub'],
    [{ HF_HOME: '/h', HUGGINGFACE_HUB_CACHE: '/old' }, '/old'],
    [{ HF_HOME: '/h', HUGGINGFACE_HUB_CACHE: '/old', HF_HUB_CACHE: '/new' }, '/new'],
    [{ HF_HUB_CACHE: '~/hub' }, join(homedir(), 'hub')],
  ])('%j: the cache is %s', (environment, cache) => {
    expect(readNetworkSettings(environment).hubCache).toBe(cache);
  });

  it.each([
    ['1', 'HF_HUB_OFFLINE'],
    ['ON', 'HF_HUB_OFFLINE'],
    ['yes', 'HF_HUB_OFFLINE'],
    ['True', 'HF_HUB_OFFLINE'],
    ['0', null],
    ['false', null],
    ['', null],
  ])('HF_HUB_OFFLINE=%s', (text, offline) => {
    expect(settings({ HF_HUB_OFFLINE: text }).offline).toBe(offline);
  });

  it('a token of the environment comes before the file; a mirror gets none', () => {
    const home = tempFolder();
    const elsewhere = join(home, 'elsewhere');
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'token'), 'of-file\n');
    writeFileSync(elsewhere, ' of-path ');
    const token = (environment: Record<string, string>) =>
      settings({ HF_HOME: home, ...environment }).hubToken;
    expect(token({})).toBe('of-file');
    expect(token({ HF_TOKEN_PATH: elsewhere })).toBe('of-path');
    expect(token({ HF_TOKEN: 'given' })).toBe('given');
    expect(token({ HF_TOKEN: 'given', HF_HUB_DISABLE_IMPLICIT_TOKEN: 'yes' })).toBeNull();
    expect(token({ HF_TOKEN: 'given', SCRIBE_MODEL_MIRROR: 'https://mirror.example' })).toBeNull();
  });

  it('proxies in either case, the small one first', () => {
    expect(
      settings({ HTTP_PROXY: 'http://a:1', https_proxy: 'http://b:2', HTTPS_PROXY: 'c', no_proxy: 'x,y' })
        .proxy,
    ).toEqual({
      http: 'http://a:1',
      https: 'http://b:2',
      except: 'x,y',
    });
    expect(settings({ ALL_PROXY: 'http://a:1' }).proxy).toMatchObject({
      http: 'http://a:1',
      https: 'http://a:1',
    });
  });

  it('a proxy without a scheme is spoken to in HTTP; one of another kind is refused', () => {
    expect(settings({ HTTPS_PROXY: 'proxy.example:3128' }).proxy.https).toBe('http://proxy.example:3128');
    for (const address of ['socks5://a:1', 'http://', ':::'])
      expect(() => settings({ https_proxy: address })).toThrow(
        expect.objectContaining({ code: 'USAGE', message: expect.stringContaining('https_proxy') }),
      );
  });

  it('certificates keep those that Node would have read', () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'a.pem'), 'A');
    writeFileSync(join(folder, 'b.pem'), 'B');
    const both = { CURL_CA_BUNDLE: join(folder, 'a.pem'), NODE_EXTRA_CA_CERTS: join(folder, 'b.pem') };
    expect(settings(both).certificates).toEqual(['A', 'B']);
    expect(settings({ NODE_EXTRA_CA_CERTS: join(folder, 'b.pem') }).certificates).toBeNull();
  });

  it.each([
    [{ HF_ENDPOINT: 'huggingface.co' }, 'HF_ENDPOINT'],
    [{ SCRIBE_MODEL_MIRROR: 'ftp://mirror' }, 'SCRIBE_MODEL_MIRROR'],
    [{ HF_HUB_DOWNLOAD_TIMEOUT: 'soon' }, 'HF_HUB_DOWNLOAD_TIMEOUT'],
    [{ HF_HUB_ETAG_TIMEOUT: '-1' }, 'HF_HUB_ETAG_TIMEOUT'],
    [{ SSL_CERT_FILE: '/nowhere/x.pem' }, '/nowhere/x.pem'],
  ])('%j is refused by name', (environment, named) => {
    expect(() => settings(environment)).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringContaining(named) }),
    );
  });
});

describe('addresses', () => {
  it('keep slashes of paths, not of revisions, and encode the rest', () => {
    const source = { kind: 'huggingface', repo: 'org/model', revision: 'refs/pr/1' } as const;
    expect(addressOf({ source, remote: 'onnx/a b#1?.onnx' }, settings()).url.href).toBe(
      'https://huggingface.co/org/model/resolve/refs%2Fpr%2F1/onnx/a%20b%231%3F.onnx',
    );
  });

  it('of a branch are those of its commit when that is known', () => {
    const file = { source: { kind: 'huggingface', repo: 'o/m', revision: null }, remote: 'a' } as const;
    const mirror = settings({ SCRIBE_MODEL_MIRROR: 'https://mirror.example/hf/' });
    expect(addressOf(file, mirror).url.href).toBe('https://mirror.example/hf/o/m/resolve/main/a');
    expect(addressOf(file, mirror, 'abc').url.href).toBe('https://mirror.example/hf/o/m/resolve/abc/a');
  });

  it('of GitHub', () => {
    const release = { source: { kind: 'github-release', repo: 'o/r', tag: 'v1' }, remote: 'm.onnx' } as const;
    expect(addressOf(release, settings()).url.href).toBe(
      'https://github.com/o/r/releases/download/v1/m.onnx',
    );
    const raw = { source: { kind: 'github-raw', repo: 'o/r', revision: 'main' }, remote: 'a/b.txt' } as const;
    expect(addressOf(raw, settings()).url.href).toBe('https://raw.githubusercontent.com/o/r/main/a/b.txt');
  });
});
