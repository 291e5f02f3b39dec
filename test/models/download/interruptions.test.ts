import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPull, failureOf, hubFile, impatient, openHub, repo, unpinned } from './fixture.js';
import { type Fault, sha256, someBytes } from './hub.js';

/** Numbers from 0 up to 1, the same ones every time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const startOf = (range: string | null) => Number(/^bytes=(\d+)-$/.exec(range ?? 'bytes=0-')?.[1]);

describe('a broken connection', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'at any byte: the file is the same, and only what is missing is asked for (seed %i)',
    async (seed) => {
      const random = seeded(seed);
      const hub = await openHub();
      const bytes = someBytes(1 + Math.floor(random() * 500_000), seed);
      const file =
        seed % 2 === 0 ? hubFile(hub, 'model.onnx', bytes) : unpinned(hubFile(hub, 'model.onnx', bytes));
      const pull = createPull(hub);
      let cuts = 0;
      hub.fault = ({ range }) => {
        const rest = bytes.length - startOf(range);
        if (++cuts > 12 || rest <= 1) return null;
        return { kind: 'cut', after: Math.floor(random() * rest) };
      };
      // Every run goes on where the one before gave up: it stops after three attempts of its own.
      for (let runs = 0; !existsSync(join(pull.folder, 'model.onnx')); runs++) {
        expect(runs).toBeLessThan(20);
        const stop = new AbortController();
        let retries = 0;
        await pull
          .run([file], {
            signal: stop.signal,
            emit: (event) => event.kind === 'file-retried' && ++retries === 3 && stop.abort(),
          })
          .catch((thrown) => expect(thrown.name).toBe('AbortError'));
        if (existsSync(join(pull.folder, 'model.onnx'))) break;
        const part = statSync(join(pull.folder, 'model.onnx.part')).size;
        const kept = readFileSync(join(pull.folder, 'model.onnx.part'));
        expect(kept.equals(bytes.subarray(0, part))).toBe(true);
      }
      expect(readFileSync(join(pull.folder, 'model.onnx')).equals(bytes)).toBe(true);
      expect(readdirSync(pull.folder)).toEqual(['model.onnx']);
      const starts = hub.seen
        .filter(({ host, method }) => host === 'cdn' && method === 'GET')
        .map((s) => startOf(s.range));
      expect(starts.length).toBeGreaterThan(1);
      expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    },
  );

  it('stopped by the user in the middle keeps what has come', async () => {
    const hub = await openHub();
    const bytes = someBytes(400_000);
    const file = hubFile(hub, 'model.onnx', bytes);
    const pull = createPull(hub);
    const stop = new AbortController();
    hub.fault = () => ({ kind: 'stall', after: 250_000 });
    const run = pull.run([file], { signal: stop.signal });
    const part = join(pull.folder, 'model.onnx.part');
    while (!existsSync(part) || statSync(part).size < 250_000) await new Promise((r) => setTimeout(r, 10));
    stop.abort();
    expect((await failureOf(run)).name).toBe('AbortError');
    expect(statSync(part).size).toBe(250_000);
    hub.fault = () => null;
    await pull.run([file]);
    expect(hub.seen.at(-1)?.range).toBe('bytes=250000-');
    expect(readFileSync(join(pull.folder, 'model.onnx')).equals(bytes)).toBe(true);
  });

  it('that was cut when all bytes were there asks for none', async () => {
    const hub = await openHub();
    const bytes = someBytes(5000);
    const file = hubFile(hub, 'model.onnx', bytes);
    const pull = createPull(hub);
    writeFileSync(join(pull.folder, 'model.onnx.part'), bytes);
    const version = `sha256:${sha256(bytes)}`;
    writeFileSync(join(pull.folder, 'model.onnx.part.json'), JSON.stringify({ version, validator: null }));
    await pull.run([file]);
    expect(hub.seen.filter(({ method }) => method === 'GET')).toEqual([]);
    expect(readdirSync(pull.folder)).toEqual(['model.onnx']);
  });

  it('and bytes that a power cut has spoilt are found out, and fetched again', async () => {
    const hub = await openHub();
    const bytes = someBytes(5000);
    const file = hubFile(hub, 'model.onnx', bytes);
    const pull = createPull(hub);
    writeFileSync(join(pull.folder, 'model.onnx.part'), Buffer.alloc(3000));
    const version = `sha256:${sha256(bytes)}`;
    writeFileSync(join(pull.folder, 'model.onnx.part.json'), JSON.stringify({ version, validator: null }));
    await pull.run([file]);
    expect(pull.retried()[0].reason).toContain('SHA-256');
    expect(readFileSync(join(pull.folder, 'model.onnx')).equals(bytes)).toBe(true);
  });

  it.each([
    ['without a note', null],
    ['with a torn note', '{"version": "sha25'],
    ['of another file', JSON.stringify({ version: 'sha256:other', validator: null })],
  ])('a part %s is not built upon', async (_, note) => {
    const hub = await openHub();
    const bytes = someBytes(5000);
    const pull = createPull(hub);
    const file = hubFile(hub, 'model.onnx', bytes);
    writeFileSync(join(pull.folder, 'model.onnx.part'), Buffer.alloc(3000));
    if (note !== null) writeFileSync(join(pull.folder, 'model.onnx.part.json'), note);
    await pull.run([file]);
    expect(hub.seen.at(-1)?.range).toBe(null);
    expect(pull.retried()).toEqual([]);
    expect(readFileSync(join(pull.folder, 'model.onnx')).equals(bytes)).toBe(true);
  });
});

describe('a file that changes between two runs', () => {
  it.each([true, false])('is begun anew (the storage has tags: %s)', async (tagged) => {
    const hub = await openHub();
    hub.untagged = !tagged;
    const [before, after] = [someBytes(100_000, 1), someBytes(100_000, 2)];
    const branch = { kind: 'huggingface', repo, revision: null } as const;
    const file = { ...unpinned(hubFile(hub, 'model.onnx', before)), source: branch };
    const pull = createPull(hub, impatient);
    hub.fault = () => ({ kind: 'stall', after: 70_000 });
    const stop = new AbortController();
    await failureOf(
      pull.run([file], {
        signal: stop.signal,
        emit: (event) => event.kind === 'file-retried' && stop.abort(),
      }),
    );
    expect(statSync(join(pull.folder, 'model.onnx.part')).size).toBe(70_000);
    hubFile(hub, 'model.onnx', after);
    hub.fault = () => null;
    await pull.run([file]);
    expect(readFileSync(join(pull.folder, 'model.onnx')).equals(after)).toBe(true);
  });

  it('while it is fetched: the storage says so by sending all of it', async () => {
    const hub = await openHub();
    const bytes = someBytes(100_000, 1);
    const source = { kind: 'github-release', repo: 'org/tools', tag: 'v1' } as const;
    hub.files.set('org/tools/a.onnx', { bytes, lfs: true });
    const pull = createPull(hub, impatient);
    hub.fault = () => {
      hub.files.set('org/tools/a.onnx', { bytes: someBytes(100_000, 2), lfs: true });
      hub.fault = () => null;
      return { kind: 'stall', after: 40_000 };
    };
    await pull.run([{ path: 'a.onnx', remote: 'a.onnx', source, size: null, sha256: null }]);
    expect(hub.seen.at(-1)).toMatchObject({
      range: 'bytes=40000-',
      ifRange: expect.stringMatching(/^"cdn-/),
    });
    expect(readFileSync(join(pull.folder, 'a.onnx')).equals(someBytes(100_000, 2))).toBe(true);
  });
});

it('what nothing tells from another version is begun anew after every break', async () => {
  const hub = await openHub();
  hub.untagged = true;
  hub.files.set('org/tools/a.onnx', { bytes: someBytes(100_000, 1), lfs: true });
  const source = { kind: 'github-release', repo: 'org/tools', tag: 'v1' } as const;
  const pull = createPull(hub, impatient);
  hub.fault = () => {
    hub.files.set('org/tools/a.onnx', { bytes: someBytes(100_000, 2), lfs: true });
    hub.fault = () => null;
    return { kind: 'stall', after: 40_000 };
  };
  await pull.run([{ path: 'a.onnx', remote: 'a.onnx', source, size: null, sha256: null }]);
  expect(hub.seen.at(-1)?.range).toBe(null);
  expect(readFileSync(join(pull.folder, 'a.onnx')).equals(someBytes(100_000, 2))).toBe(true);
});

/** Faults one after the other; then all is well. */
const inTurn =
  (...faults: Fault[]) =>
  () =>
    faults.shift() ?? null;

describe('a host that', () => {
  const bytes = someBytes(120_000);
  const cut: Fault = { kind: 'stall', after: 50_000 };
  const pieces: Fault[] = [9000, 8000].map((length) => ({ kind: 'piece', length }));

  it.each<[string, Fault[], number[]]>([
    ['is busy for seconds', [{ kind: 'status', status: 429, headers: { 'retry-after': '7' } }], [7000]],
    [
      'is busy until a time',
      [{ kind: 'status', status: 503, headers: { 'retry-after': 'Sat, 21 Nov 2026 12:00:20 GMT' } }],
      [20_000],
    ],
    ['wants an hour', [{ kind: 'status', status: 429, headers: { 'retry-after': '3600' } }], [120_000]],
    [
      'fails again and again',
      [500, 502, 504, 408].map((status) => ({ kind: 'status', status }) as const),
      [375, 750, 1500, 3000],
    ],
    ['falls silent', [cut], [375]],
    ['says nothing at all', [{ kind: 'stall', after: -1 }], [375]],
    ['signs an address that has expired', [{ kind: 'expired' }, cut, { kind: 'expired' }], [375, 375, 750]],
    ['sends all of it instead of the rest', [cut, { kind: 'ignore-range' }], [375]],
    ['sends another range', [cut, { kind: 'wrong-range' }], [375, 750]],
    ['sends only pieces of what is asked for', [cut, ...pieces, ...pieces], [375, 375, 375, 375, 375]],
    ['sends a wrong byte once', [{ kind: 'corrupt' }], []],
  ])('%s is got along with', async (_, faults, waits) => {
    const hub = await openHub();
    const pull = createPull(hub, faults.some(({ kind }) => kind === 'stall') ? impatient : {});
    hub.fault = inTurn(...faults);
    await pull.run([hubFile(hub, 'model.onnx', bytes)]);
    expect(readFileSync(join(pull.folder, 'model.onnx')).equals(bytes)).toBe(true);
    expect(pull.waits).toEqual(waits);
    // Without a wait begins only what came whole, and was wrong.
    const wrong = faults.some(({ kind }) => kind === 'corrupt') ? 1 : 0;
    expect(pull.retried()).toHaveLength(waits.length + wrong);
  });

  it('sends wrong bytes twice is not believed, and nothing of them stays', async () => {
    const hub = await openHub();
    const pull = createPull(hub);
    hub.fault = () => ({ kind: 'corrupt' });
    const error = await failureOf(pull.run([hubFile(hub, 'model.onnx', bytes)]));
    const wrong = Buffer.from(bytes);
    wrong[wrong.length >> 1] ^= 1;
    expect(error.code).toBe('MODEL');
    expect(error.message).toContain(`${sha256(wrong)} instead of ${sha256(bytes)}`);
    expect(hub.sent.get('model.onnx')).toBe(2 * bytes.length);
    expect(readdirSync(pull.folder)).toEqual([]);
  });

  it('never sends a byte is given up after six attempts, and keeps what was there', async () => {
    const hub = await openHub();
    const pull = createPull(hub, impatient);
    hub.fault = inTurn(cut, ...Array.from({ length: 9 }, (): Fault => ({ kind: 'status', status: 500 })));
    const error = await failureOf(pull.run([hubFile(hub, 'model.onnx', bytes)]));
    expect(error).toMatchObject({ code: 'MODEL', message: expect.stringContaining('failed 6 times') });
    expect(pull.waits).toEqual([375, 750, 1500, 3000, 6000]);
    expect(statSync(join(pull.folder, 'model.onnx.part')).size).toBe(50_000);
  });

  it('ignores ranges and always breaks off at the same byte does not keep us for ever', async () => {
    const hub = await openHub();
    const pull = createPull(hub);
    let ranged = 0;
    hub.fault = ({ range }) =>
      range && ++ranged % 2 === 1 ? { kind: 'wrong-range' } : { kind: 'cut', after: 50_000 };
    const error = await failureOf(pull.run([hubFile(hub, 'model.onnx', bytes)]));
    expect(error.message).toContain('failed 6 times');
  });

  it('sends more than the file has is not listened to for long', async () => {
    const hub = await openHub();
    const environment = { SCRIBE_GITHUB_ENDPOINT: `${hub.endpoint}/raw` };
    const pull = createPull(hub, environment);
    const source = { kind: 'github-raw', repo, revision: 'abc' } as const;
    const file = { ...hubFile(hub, 'words.txt', someBytes(20_000_000), false), source };
    let most = 0;
    let now = 0;
    const error = await failureOf(
      pull.run([{ ...file, size: 1000, sha256: sha256(bytes.subarray(0, 1000)) }], {
        clock: () => (now += 1000),
        emit: (event) => {
          if (event.kind === 'file-progress') most = Math.max(most, event.received);
        },
      }),
    );
    expect(error).toMatchObject({ code: 'MODEL', message: expect.stringContaining('bytes instead of 1000') });
    expect(most).toBeGreaterThan(1000);
    expect(most).toBeLessThan(1_000_000);
  });

  it.each([
    ['as long as the file is complete', 5000, 0],
    ['longer than the file is begun anew', 6000, 1],
  ])('does not say the size: a part %s', async (_, length, retries) => {
    const hub = await openHub();
    hub.sizeless = true;
    const whole = someBytes(5000, 9);
    const pull = createPull(hub);
    writeFileSync(join(pull.folder, 'a.onnx.part'), Buffer.concat([whole, Buffer.alloc(length - 5000)]));
    const version = `sha256:${sha256(whole)}`;
    writeFileSync(join(pull.folder, 'a.onnx.part.json'), JSON.stringify({ version, validator: null }));
    await pull.run([unpinned(hubFile(hub, 'a.onnx', whole))]);
    expect(readFileSync(join(pull.folder, 'a.onnx')).equals(whole)).toBe(true);
    expect(pull.retried()).toHaveLength(retries);
    expect(hub.sent.get('a.onnx') ?? 0).toBe(retries * 5000);
  });

  it('compresses text although it was asked not to', async () => {
    const hub = await openHub();
    const words = Buffer.from('one two three four five six seven\n'.repeat(3000));
    const pull = createPull(hub);
    hub.fault = inTurn({ kind: 'gzip', cut: 100 }, { kind: 'gzip' });
    await pull.run([hubFile(hub, 'vocab.txt', words, false)]);
    expect(readFileSync(join(pull.folder, 'vocab.txt')).equals(words)).toBe(true);
    expect(pull.retried()).toHaveLength(1);
  });
});
