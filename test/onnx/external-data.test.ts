import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { requireOwnData } from '../../src/onnx/external-data.js';
import { bytesField, varintField } from '../../src/onnx/protobuf.js';
import { openSession } from '../../src/onnx/session.js';

const root = mkdtempSync(join(tmpdir(), 'scribe-onnx-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const folder = join(root, 'model');
mkdirSync(folder);
writeFileSync(join(root, 'secret'), Buffer.alloc(16, 'secret'));
writeFileSync(join(folder, 'weights.bin'), Buffer.alloc(16));

const text = (value: string) => new TextEncoder().encode(value);
const entry = (key: string, value: string) => [...bytesField(1, text(key)), ...bytesField(2, text(value))];
/** A tensor [4] of floats in another file. */
const tensor = (location: string) => [
  varintField(1, 4),
  varintField(2, 1),
  ...bytesField(8, text('w')),
  ...bytesField(13, ...entry('location', location)),
  varintField(14, 1),
];
/** A value [4] of floats. */
const value = (name: string) => [
  ...bytesField(1, text(name)),
  ...bytesField(
    2,
    ...bytesField(1, varintField(1, 1), ...bytesField(2, ...bytesField(1, varintField(1, 4)))),
  ),
];
const identity = [
  ...bytesField(1, text('w')),
  ...bytesField(2, text('y')),
  ...bytesField(4, text('Identity')),
];
const model = (...graph: Uint8Array[]) =>
  Buffer.concat([
    varintField(1, 8),
    ...bytesField(7, ...graph, ...bytesField(12, ...value('y'))),
    ...bytesField(8, ...bytesField(1), varintField(2, 13)),
  ]);
const constant = (location: string) => [
  ...bytesField(2, text('w')),
  ...bytesField(4, text('Constant')),
  ...bytesField(
    5,
    ...bytesField(1, text('value')),
    ...bytesField(5, ...tensor(location)),
    varintField(20, 4),
  ),
];

/** A network whose weights are where it says, and its path. */
const withWeights = (location: string): string => {
  const path = join(folder, 'net.onnx');
  writeFileSync(
    path,
    model(...bytesField(1, ...identity), ...bytesField(5, ...tensor(location)), ...bytesField(2, text('g'))),
  );
  return path;
};
const withConstant = (location: string): string => {
  const path = join(folder, 'constant.onnx');
  writeFileSync(
    path,
    model(
      ...bytesField(1, ...constant(location)),
      ...bytesField(1, ...identity),
      ...bytesField(2, text('g')),
    ),
  );
  return path;
};

describe('weights in a file of their own', () => {
  it('are read from the folder of the network', async () => {
    const session = await openSession(withWeights('weights.bin'), { threads: 1 });
    const { y } = await session.run({});
    expect([...(y.data as Float32Array)]).toEqual([0, 0, 0, 0]);
    await session.release();
  });

  it.each([
    '../secret',
    '/etc/passwd',
    'weights.bin/../../secret',
    join(root, 'secret'),
    '.././model/../secret',
  ])('are refused at %s', async (location) => {
    for (const path of [withWeights(location), withConstant(location)]) {
      await expect(openSession(path, { threads: 1 })).rejects.toMatchObject({
        code: 'MODEL',
        message: `Opening the network ${path} failed: it takes its weights from ${location}, outside of its own folder`,
        hint: expect.stringContaining('scribe doctor'),
      });
    }
  });

  it.skipIf(process.platform === 'win32')(
    'are refused behind a link, but not beside the network that is one itself',
    () => {
      symlinkSync('../secret', join(folder, 'link.bin'));
      const path = withWeights('link.bin');
      expect(() => requireOwnData(path)).toThrow('outside of its own folder');
      // As a cache of Hugging Face has it.
      const snapshot = join(root, 'snapshot');
      mkdirSync(snapshot);
      symlinkSync(withWeights('weights.bin'), join(snapshot, 'net.onnx'));
      symlinkSync(join(folder, 'weights.bin'), join(snapshot, 'weights.bin'));
      expect(() => requireOwnData(join(snapshot, 'net.onnx'))).not.toThrow();
    },
  );

  it('are found across the blocks that a file is read in', () => {
    const path = join(folder, 'long.onnx');
    for (const padding of [2 ** 20 - 60, 2 ** 20 - 40, 2 ** 20]) {
      const filler = bytesField(10, Buffer.alloc(padding, 'x'));
      writeFileSync(
        path,
        Buffer.concat([...bytesField(7, ...filler, ...bytesField(5, ...tensor('../secret')))]),
      );
      expect(() => requireOwnData(path)).toThrow('outside of its own folder');
    }
  });

  it('are no way into endless depths', () => {
    let graph: Uint8Array[] = bytesField(5, ...tensor('weights.bin'));
    for (let i = 0; i < 5000; i++)
      graph = bytesField(1, Buffer.concat(bytesField(5, Buffer.concat(bytesField(6, Buffer.concat(graph))))));
    const path = join(folder, 'deep.onnx');
    writeFileSync(path, Buffer.concat(bytesField(7, Buffer.concat(graph))));
    expect(() => requireOwnData(path)).toThrow('too deep');
  });
});
