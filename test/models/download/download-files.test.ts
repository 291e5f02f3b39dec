import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPull, failureOf, hubFile, impatient, openHub, repo, unpinned } from './fixture.js';
import { gitSha1, sha256, someBytes } from './hub.js';

describe('files of the hub', () => {
  it('arrive whole, and nothing else stays beside them', async () => {
    const hub = await openHub();
    const bytes = someBytes(300_000);
    const text = Buffer.from('{"a": 1}\n');
    const pull = createPull(hub, { HF_TOKEN: 'hf_secret' });
    hub.token = 'hf_secret';
    await pull.run([hubFile(hub, 'model.onnx', bytes), hubFile(hub, 'a b/config.json', text, false)]);
    expect(readFileSync(join(pull.folder, 'model.onnx')).equals(bytes)).toBe(true);
    expect(readFileSync(join(pull.folder, 'a b/config.json')).equals(text)).toBe(true);
    expect(readdirSync(pull.folder, { recursive: true }).sort()).toEqual([
      'a b',
      'a b/config.json',
      'model.onnx',
    ]);
    expect(pull.finished()).toEqual(
      expect.arrayContaining([
        {
          kind: 'file-finished',
          path: 'model.onnx',
          from: 'network',
          size: 300_000,
          sha256: sha256(bytes),
          trusted: false,
        },
      ]),
    );
    // The hub is asked with the token, its storage without: `openHub` looks at every request.
    expect(hub.seen.filter(({ host }) => host === 'hub').every((seen) => seen.authorization)).toBe(true);
    expect(hub.seen.filter(({ host }) => host === 'cdn')).toHaveLength(1);
    expect(hub.seen.every(({ encoding }) => encoding === 'identity')).toBe(true);
  });

  it('are not fetched again when they are there, and are when a byte differs', async () => {
    const hub = await openHub();
    const bytes = someBytes(50_000);
    const file = hubFile(hub, 'model.onnx', bytes);
    const pull = createPull(hub);
    await pull.run([file]);
    const { connections } = hub;
    await pull.run([file]);
    expect(hub.connections).toBe(connections);
    expect(pull.finished().map(({ from }) => from)).toEqual(['network', 'folder']);

    const damaged = Buffer.from(bytes);
    damaged[777] ^= 1;
    writeFileSync(join(pull.folder, 'model.onnx'), damaged);
    await pull.run([file]);
    expect(readFileSync(join(pull.folder, 'model.onnx')).equals(bytes)).toBe(true);
  });

  it('come without a pin from the commit that the branch stands for, and say what was trusted', async () => {
    const hub = await openHub();
    const [model, config] = [someBytes(9000), Buffer.from('words\n')];
    const branch = { kind: 'huggingface', repo, revision: null } as const;
    const files = [
      { ...unpinned(hubFile(hub, 'model.onnx', model)), source: branch },
      { ...unpinned(hubFile(hub, 'config.json', config, false)), source: branch },
    ];
    const pull = createPull(hub);
    await pull.run(files);
    expect(pull.finished()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ path: 'model.onnx', sha256: sha256(model), size: 9000, trusted: true }),
        expect.objectContaining({ path: 'config.json', sha256: sha256(config), size: 6, trusted: true }),
      ]),
    );
    const asked = hub.seen.filter(({ host }) => host === 'hub').map(({ method, url }) => `${method} ${url}`);
    expect(asked.filter((request) => request.includes('/resolve/main/'))).toHaveLength(1);
    expect(asked.filter((request) => request.includes(`/resolve/${hub.commit}/`))).toHaveLength(3);
  });

  it('that were trusted once must be the same the next time', async () => {
    const hub = await openHub();
    const file = unpinned(hubFile(hub, 'model.onnx', someBytes(9000, 2)));
    const trusted = { 'model.onnx': { size: 9000, sha256: sha256(someBytes(9000, 1)) } };
    const pull = createPull(hub);
    const error = await failureOf(pull.run([file], { trusted }));
    expect(error).toMatchObject({ code: 'MODEL', hint: expect.stringContaining('models rm') });
    expect(error.message).toContain(trusted['model.onnx'].sha256);
    expect(hub.seen.filter(({ method }) => method === 'GET')).toEqual([]);
  });

  it('that the hub has other bytes of fail before a byte is fetched', async () => {
    const hub = await openHub();
    const file = { ...hubFile(hub, 'model.onnx', someBytes(9000)), sha256: 'f'.repeat(64) };
    const error = await failureOf(createPull(hub).run([file]));
    expect(error).toMatchObject({ code: 'MODEL' });
    expect(error.message).toContain(`${sha256(someBytes(9000))} instead of ${'f'.repeat(64)}`);
    expect(hub.seen.filter(({ method }) => method === 'GET')).toEqual([]);
  });

  it('that lie there without a pin are believed when the hub describes the same', async () => {
    const hub = await openHub();
    const [model, config] = [someBytes(9000), Buffer.from('words\n')];
    const files = [hubFile(hub, 'model.onnx', model), hubFile(hub, 'config.json', config, false)].map(
      unpinned,
    );
    const pull = createPull(hub);
    writeFileSync(join(pull.folder, 'model.onnx'), model);
    writeFileSync(join(pull.folder, 'config.json'), 'other\n');
    await pull.run(files);
    expect(pull.finished().map(({ path, from, trusted }) => [path, from, trusted])).toEqual([
      ['model.onnx', 'folder', true],
      ['config.json', 'network', true],
    ]);
    expect(readFileSync(join(pull.folder, 'config.json')).equals(config)).toBe(true);
  });

  it('small ones are checked against the hash of git', async () => {
    const hub = await openHub();
    const file = unpinned(hubFile(hub, 'config.json', Buffer.from('words\n'), false));
    hub.fault = () => ({ kind: 'corrupt' });
    const error = await failureOf(createPull(hub).run([file]));
    expect(error.message).toContain(gitSha1(Buffer.from('words\n')));
  });

  it('start with the biggest', async () => {
    const hub = await openHub();
    const files = [1000, 90_000, 30_000].map((size) => hubFile(hub, `f${size}`, someBytes(size)));
    const pull = createPull(hub);
    await pull.run(files, { parallel: 1 });
    expect(pull.finished().map(({ path }) => path)).toEqual(['f90000', 'f30000', 'f1000']);
  });

  it('are several at a time', async () => {
    const hub = await openHub();
    const files = [1, 2, 3, 4, 5].map((seed) => hubFile(hub, `f${seed}`, someBytes(1000, seed)));
    const pull = createPull(hub);
    // Nobody is served until four wait: with fewer at a time this would never end.
    const fetched = new Set<string>();
    const stop = new AbortController();
    hub.fault = ({ file }) => {
      fetched.add(file);
      if (fetched.size === 4) setImmediate(() => stop.abort());
      return { kind: 'stall', after: 10 };
    };
    await failureOf(pull.run(files, { signal: stop.signal }));
    expect(fetched.size).toBe(4);
    hub.fault = () => null;
    await pull.run(files);
    expect(pull.finished()).toHaveLength(5);
  });

  it('tell how far they are, never backwards', async () => {
    const hub = await openHub();
    const pull = createPull(hub);
    let now = 0;
    await pull.run([hubFile(hub, 'a', someBytes(400_000)), hubFile(hub, 'b', someBytes(100_000, 5))], {
      clock: () => (now += 100),
    });
    const progress = pull.events.filter((event) => event.kind === 'file-progress');
    const overall = progress.map((event) => event.overall.received);
    expect(overall).toEqual(overall.toSorted((a, b) => a - b));
    expect(progress.at(-1)?.overall).toMatchObject({ received: 500_000, total: 500_000, secondsLeft: 0 });
    expect(progress.at(-1)?.overall.speed).toBeGreaterThan(0);
  });
});

describe('what cannot be had', () => {
  it('a model behind a licence says what to do', async () => {
    const hub = await openHub();
    hub.gated = true;
    const error = await failureOf(createPull(hub).run([hubFile(hub, 'model.onnx', someBytes(10))]));
    expect(error.code).toBe('MODEL');
    expect(error.message).toContain(repo);
    expect(error.hint).toMatch(/Accept the licence .*org\/model.* HF_TOKEN/);
  });

  it('a private model asks for a token, and takes it from the file', async () => {
    const hub = await openHub();
    hub.token = 'hf_file';
    const file = hubFile(hub, 'model.onnx', someBytes(10));
    expect((await failureOf(createPull(hub).run([file]))).hint).toContain('HF_TOKEN');
    const pull = createPull(hub);
    writeFileSync(join(pull.hubHome, 'token'), 'hf_file\n');
    await pull.run([file]);
    expect(pull.finished()).toHaveLength(1);
    const shy = createPull(hub, { HF_TOKEN: 'hf_file', HF_HUB_DISABLE_IMPLICIT_TOKEN: '1' });
    expect((await failureOf(shy.run([file]))).message).toContain('401');
  });

  it('a file that is not there is not asked for twice', async () => {
    const hub = await openHub();
    const file = hubFile(hub, 'model.onnx', someBytes(10));
    hub.files.clear();
    const error = await failureOf(createPull(hub).run([file]));
    expect(error).toMatchObject({ code: 'MODEL' });
    expect(error.message).toMatch(/model\.onnx from org\/model .*404/);
    expect(hub.seen).toHaveLength(1);
  });

  it('too little space is said before a byte is fetched, and counts what is there', async () => {
    const hub = await openHub();
    const file = hubFile(hub, 'model.onnx', someBytes(200_000));
    const pull = createPull(hub, impatient);
    const freeBytes = async () => 100_150_000;
    const error = await failureOf(pull.run([file], { freeBytes }));
    expect(error.code).toBe('MODEL');
    expect(error.message).toContain('200 kB');
    expect(hub.seen.filter(({ method }) => method === 'GET')).toEqual([]);

    let cuts = 0;
    const stop = new AbortController();
    hub.fault = () => ({ kind: 'stall', after: 60_000 });
    await failureOf(
      pull.run([file], {
        signal: stop.signal,
        emit: (event) => event.kind === 'file-retried' && ++cuts && stop.abort(),
      }),
    );
    expect(cuts).toBe(1);
    hub.fault = () => null;
    await pull.run([file], { freeBytes });
    expect(pull.finished()).toHaveLength(1);
  });

  it.each(['SCRIBE_OFFLINE', 'HF_HUB_OFFLINE', 'TRANSFORMERS_OFFLINE'])(
    'with %s no connection is made',
    async (name) => {
      const hub = await openHub();
      const pull = createPull(hub, { [name]: '1' });
      const error = await failureOf(pull.run([hubFile(hub, 'model.onnx', someBytes(10))]));
      expect(error).toMatchObject({ code: 'MODEL', hint: expect.stringContaining(name) });
      expect(hub.connections).toBe(0);
    },
  );
});

describe('other sources', () => {
  it('a release of GitHub, with and without a pin', async () => {
    const hub = await openHub();
    const bytes = someBytes(40_000);
    hub.files.set('org/tools/vad.onnx', { bytes, lfs: true });
    const source = { kind: 'github-release', repo: 'org/tools', tag: 'v1.0/rc' } as const;
    const pinned = { path: 'a.onnx', remote: 'vad.onnx', source, size: bytes.length, sha256: sha256(bytes) };
    const pull = createPull(hub, { HF_TOKEN: 'hf_secret' });
    await pull.run([pinned]);
    expect(hub.seen.map(({ host, method }) => `${host} ${method}`)).toEqual(['hub GET', 'cdn GET']);
    await pull.run([{ ...pinned, path: 'b.onnx', size: null, sha256: null }]);
    expect(pull.finished().map(({ path, trusted }) => [path, trusted])).toEqual([
      ['a.onnx', false],
      ['b.onnx', true],
    ]);
    expect(hub.seen.some(({ url }) => url.includes('/v1.0%2Frc/'))).toBe(true);
    // A token of Hugging Face is nothing for GitHub.
    expect(hub.seen.every(({ authorization }) => authorization === null)).toBe(true);
  });

  it('a file of a repository on GitHub', async () => {
    const hub = await openHub();
    const bytes = someBytes(4000);
    hub.files.set('org/tools/data/words.txt', { bytes, lfs: false });
    const source = { kind: 'github-raw', repo: 'org/tools', revision: 'abc' } as const;
    const file = {
      path: 'words.txt',
      remote: 'data/words.txt',
      source,
      size: bytes.length,
      sha256: sha256(bytes),
    };
    const pull = createPull(hub, { SCRIBE_GITHUB_ENDPOINT: `${hub.endpoint}/raw/` });
    await pull.run([file]);
    expect(existsSync(join(pull.folder, 'words.txt'))).toBe(true);
    expect(hub.seen[0].url).toBe('/raw/org/tools/abc/data/words.txt');
  });

  it('a mirror instead of the hub, which gets no token', async () => {
    const hub = await openHub();
    const pull = createPull(hub, {
      HF_ENDPOINT: 'http://127.0.0.1:9',
      SCRIBE_MODEL_MIRROR: hub.endpoint,
      HF_TOKEN: 'hf_secret',
    });
    await pull.run([hubFile(hub, 'model.onnx', someBytes(10))]);
    expect(pull.finished()).toHaveLength(1);
    expect(hub.seen.every(({ authorization }) => authorization === null)).toBe(true);
  });
});
