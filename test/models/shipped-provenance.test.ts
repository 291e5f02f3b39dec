import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isShipped, readCatalog } from '../../src/models/catalog.js';
import { repo } from '../shared.js';

const page = readFileSync(repo('models', 'README.md'), 'utf8');
const heading = '## Where each comes from\n';
const table = page.slice(page.indexOf(heading) + heading.length).split('\n## ')[0];
const rows = new Map(
  table
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, name, ...cells]) => [name.replaceAll('`', ''), cells]),
);

it('every model that ships has a source, a licence, how it was made, and the hash of each network', () => {
  const shipped = readCatalog().filter(isShipped);
  expect([...rows.keys()].sort()).toEqual(shipped.map(({ name }) => name).sort());
  for (const { name, licence, files } of shipped) {
    const [source, pageLicence, made, hashes] = rows.get(name)!;
    expect(source, name).not.toBe('');
    expect(made, name).not.toBe('');
    const [spdx] = licence.split(' ');
    expect(pageLicence, name).toContain(spdx);
    for (const { path, sha256 } of files) {
      expect(sha256, `${name} ${path}`).toMatch(/^[0-9a-f]{64}$/);
      if (path.endsWith('.onnx')) expect(hashes, `${name} ${path}`).toContain(sha256);
    }
  }
});
