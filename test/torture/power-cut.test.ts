import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Deed, readDeeds, redo, surviving } from '../../torture/power-cut.js';
import { createRandom } from '../fixtures/random.js';
import { tempFolder } from '../store/fixture.js';

const deed = (kind: string, path: string, more: Partial<Deed> = {}): Deed => ({
  kind,
  path,
  other: '',
  offset: 0,
  bytes: Buffer.alloc(0),
  ...more,
});
const write = (path: string, text: string, offset = 0) =>
  deed('W', path, { bytes: Buffer.from(text), offset });

describe('a power cut', () => {
  const deeds = [deed('C', '/a'), write('/a', 'x'), deed('S', '/a'), write('/a', 'y'), deed('C', '/b')];

  it('leaves whatever was synced', () => {
    for (let seed = 0; seed < 50; seed++)
      expect(surviving(deeds, 5, createRandom(seed)).slice(0, 2)).toEqual(deeds.slice(0, 2));
  });

  it('leaves of the rest some, all, or nothing', () => {
    const left = Array.from({ length: 50 }, (_, seed) =>
      surviving(deeds, 5, createRandom(seed))
        .slice(2)
        .map(({ kind }) => kind)
        .join(''),
    );
    expect([...new Set(left)].sort()).toEqual(['', 'C', 'W', 'WC']);
  });

  it('leaves nothing that came after it', () => {
    for (let seed = 0; seed < 20; seed++)
      expect(surviving(deeds, 1, createRandom(seed)).length).toBeLessThanOrEqual(1);
  });
});

it('deeds that are done again give the same files', () => {
  const folder = tempFolder();
  const at = (name: string) => join(folder, name);
  mkdirSync(at('there'));
  writeFileSync(at('there/old'), 'old');
  redo([
    deed('D', at('new')),
    deed('C', at('new/a')),
    write(at('new/a'), 'abcdef'),
    write(at('new/a'), 'XY', 1),
    deed('T', at('new/a'), { offset: 4 }),
    deed('R', at('new/a'), { other: at('there/old') }),
    deed('L', at('there/old'), { other: at('second') }),
    deed('U', at('new')),
    write(at('never-made'), 'lost'),
    deed('C', at('no-folder/a')),
  ]);
  expect(readFileSync(at('there/old'), 'utf8')).toBe('aXYd');
  expect(readFileSync(at('second'), 'utf8')).toBe('aXYd');
  expect(['new', 'never-made', 'no-folder'].map((name) => existsSync(at(name)))).toEqual([
    false,
    false,
    false,
  ]);
});

it('a record that was cut short is left out', () => {
  const head = Buffer.alloc(24);
  head.writeUInt32LE('C'.charCodeAt(0), 0);
  head.writeUInt32LE(2, 4);
  const whole = Buffer.concat([head, Buffer.from('/a')]);
  expect(readDeeds(Buffer.concat([whole, whole.subarray(0, 25)]))).toEqual([deed('C', '/a')]);
});
