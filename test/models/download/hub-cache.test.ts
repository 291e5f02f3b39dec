import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPull, failureOf, hubFile, openHub, repo, tempFolder, unpinned } from './fixture.js';
import { gitSha1, type Hub, sha256, someBytes } from './hub.js';

/** Lays a file down as huggingface_hub does: a blob named by its hash, and a relative link in the snapshot. */
function cacheFile(cache: string, commit: string, name: string, bytes: Buffer, blob = sha256(bytes)): string {
  const folder = join(cache, 'models--org--model');
  const path = join(folder, 'snapshots', commit, name);
  mkdirSync(join(folder, 'blobs'), { recursive: true });
  mkdirSync(join(path, '..'), { recursive: true });
  mkdirSync(join(folder, 'refs'), { recursive: true });
  writeFileSync(join(folder, 'refs/main'), commit);
  writeFileSync(join(folder, 'blobs', blob), bytes);
  symlinkSync(
    `${name
      .split('/')
      .map(() => '..')
      .join('/')}/../blobs/${blob}`,
    path,
  );
  return join(folder, 'blobs', blob);
}

const branch = { kind: 'huggingface', repo, revision: null } as const;
const offline = { HF_HUB_OFFLINE: '1' };

async function prepare(environment: Record<string, string> = offline): Promise<{
  hub: Hub;
  pull: ReturnType<typeof createPull>;
  cache: string;
}> {
  const hub = await openHub();
  const pull = createPull(hub, environment);
  return { hub, pull, cache: join(pull.hubHome, 'hub') };
}

describe('the cache of Hugging Face', () => {
  const bytes = someBytes(30_000);

  it('gives a pinned file, by a hard link, without a connection', async () => {
    const { hub, pull, cache } = await prepare();
    const blob = cacheFile(cache, hub.commit, 'onnx/model.onnx', bytes);
    await pull.run([hubFile(hub, 'onnx/model.onnx', bytes)]);
    const target = join(pull.folder, 'onnx/model.onnx');
    expect(statSync(target).ino).toBe(statSync(blob).ino);
    expect(pull.finished()).toEqual([expect.objectContaining({ from: 'hub-cache', trusted: false })]);
    expect(hub.connections).toBe(0);
    expect(readdirSync(join(pull.folder, 'onnx'))).toEqual(['model.onnx']);
  });

  it('gives files of the branch that it knows, and says that they were trusted', async () => {
    const { hub, pull, cache } = await prepare();
    const words = Buffer.from('words\n');
    cacheFile(cache, hub.commit, 'model.onnx', bytes);
    cacheFile(cache, hub.commit, 'vocab.txt', words, gitSha1(words));
    const files = [hubFile(hub, 'model.onnx', bytes), hubFile(hub, 'vocab.txt', words, false)];
    await pull.run(files.map((file) => ({ ...unpinned(file), source: branch })));
    expect(pull.finished().map(({ from, trusted, sha256: hash }) => [from, trusted, hash])).toEqual([
      ['hub-cache', true, sha256(bytes)],
      ['hub-cache', true, sha256(words)],
    ]);
  });

  it.each([
    [
      'with another size',
      (cache: string, commit: string) => cacheFile(cache, commit, 'model.onnx', someBytes(29_999)),
    ],
    [
      'with other bytes under the right name',
      (cache: string, commit: string) =>
        cacheFile(cache, commit, 'model.onnx', someBytes(30_000, 2), sha256(bytes)),
    ],
    ['of another commit', (cache: string) => cacheFile(cache, 'd'.repeat(40), 'model.onnx', bytes)],
    [
      'whose blob is gone',
      (cache: string, commit: string) => {
        const folder = join(cache, 'models--org--model/snapshots', commit);
        mkdirSync(folder, { recursive: true });
        symlinkSync('../../blobs/gone', join(folder, 'model.onnx'));
      },
    ],
  ])('is passed over for a file %s', async (_, lay) => {
    const { hub, pull, cache } = await prepare({});
    lay(cache, hub.commit);
    const before = existsSync(cache) && readdirSync(cache, { recursive: true }).sort();
    await pull.run([hubFile(hub, 'model.onnx', bytes)]);
    expect(pull.finished()).toEqual([expect.objectContaining({ from: 'network' })]);
    expect(readFileSync(join(pull.folder, 'model.onnx')).equals(bytes)).toBe(true);
    expect(readdirSync(pull.folder)).toEqual(['model.onnx']);
    expect(existsSync(cache) && readdirSync(cache, { recursive: true }).sort()).toEqual(before);
  });

  it('is passed over for what nobody has pinned and whose blob is named by no hash', async () => {
    const { hub, pull, cache } = await prepare();
    cacheFile(cache, hub.commit, 'model.onnx', bytes, 'tag-of-somebody');
    const error = await failureOf(
      pull.run([{ ...unpinned(hubFile(hub, 'model.onnx', bytes)), source: branch }]),
    );
    expect(error).toMatchObject({ code: 'MODEL', message: expect.stringContaining('HF_HUB_OFFLINE') });
  });

  const otherDisk = existsSync('/dev/shm') && statSync('/dev/shm').dev !== statSync(tempFolder()).dev;
  if (!otherDisk) console.warn('skipping the copy between file systems: /dev/shm is not another one');
  it.runIf(otherDisk)('on another file system is copied from', async () => {
    const cache = tempFolder('/dev/shm');
    const { hub, pull } = await prepare({ ...offline, HF_HUB_CACHE: cache });
    const blob = cacheFile(cache, hub.commit, 'model.onnx', bytes);
    await pull.run([hubFile(hub, 'model.onnx', bytes)]);
    expect(readFileSync(join(pull.folder, 'model.onnx')).equals(bytes)).toBe(true);
    expect(statSync(blob).nlink).toBe(1);
  });
});
