import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type GraphCache, graphCacheDefaults } from '../../src/onnx/graph-cache.js';
import { openSession, Tensor } from '../../src/onnx/session.js';
import { repo } from '../shared.js';

const segmentation = repo('models', 'segmentation-3.0', 'model.int8.onnx');

function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'scribe-graphs-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Opens a copy of a network, which is gone when it has been opened, and lets it hear something. */
async function hear(cache: GraphCache | undefined, from = segmentation): Promise<Float32Array> {
  const path = join(tempFolder(), 'model.onnx');
  if (from) copyFileSync(from, path);
  const session = await openSession(path, { threads: 1, fuseQuantized: true, cache });
  const samples = Float32Array.from({ length: 160_000 }, (_, i) => Math.sin(i / 9) * Math.sin(i / 5000));
  const found = await session.run({
    [session.inputNames[0]]: new Tensor('float32', samples, [1, 1, samples.length]),
  });
  await session.release();
  return found[session.outputNames[0]].data as Float32Array;
}

it('a network that was optimized once is opened from the cache, and gives the same bytes', async () => {
  const cache = { folder: join(tempFolder(), 'graphs'), model: 'abc' };
  const plain = await hear(undefined);
  expect(await hear(cache)).toEqual(plain);
  expect(readdirSync(cache.folder)).toHaveLength(1);
  // The network itself is not there any more: only the cache has it.
  expect(await hear(cache, '')).toEqual(plain);
  await expect(hear({ ...cache, model: 'another' }, '')).rejects.toThrow('Opening the network');
});

it('what is damaged in the cache is made again', async () => {
  const cache = { folder: tempFolder(), model: 'abc' };
  const plain = await hear(cache);
  const damages = [
    (whole: Buffer) => whole.subarray(0, 1000),
    (whole: Buffer) => Buffer.from(whole).fill(7, 900_000, 900_100),
  ];
  for (const damage of damages) {
    const path = join(cache.folder, readdirSync(cache.folder)[0]);
    const damaged = damage(readFileSync(path));
    // A session of this test has the file in its memory: it must not be written into.
    rmSync(path);
    writeFileSync(path, damaged);
    await expect(hear(cache, '')).rejects.toThrow('Opening the network');
    expect(readdirSync(cache.folder)).toEqual([]);
    expect(await hear(cache)).toEqual(plain);
    expect(readdirSync(cache.folder)).toHaveLength(1);
  }
});

it('a folder that takes no files is no obstacle', async () => {
  const file = join(tempFolder(), 'file');
  writeFileSync(file, '');
  expect(await hear({ folder: join(file, 'graphs'), model: 'abc' })).toEqual(await hear(undefined));
});

it('what nobody opened for long goes, and what a killed process began', async () => {
  const cache = { folder: tempFolder(), model: 'abc' };
  const put = (name: string, days: number) => {
    const path = join(cache.folder, name);
    writeFileSync(path, 'x');
    const then = new Date(Date.now() - days * 86_400_000);
    utimesSync(path, then, then);
  };
  put('old.ort', graphCacheDefaults.days + 1);
  put('newer.ort', graphCacheDefaults.days - 1);
  put('killed.part', 2);
  put('begun.part', 0);
  await hear(cache);
  const left = readdirSync(cache.folder);
  expect(left).toHaveLength(3);
  expect(left).toEqual(expect.arrayContaining(['newer.ort', 'begun.part']));
});
