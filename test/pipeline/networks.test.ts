import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCatalog } from '../../src/models/catalog.js';
import type { InstalledModel } from '../../src/models/installed.js';
import { runnableArchitectures } from '../../src/pipeline/architectures.js';
import { createNetworks } from '../../src/pipeline/networks.js';
import { repo } from '../shared.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scribe-networks-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const voice = (parameters: Record<string, unknown>): InstalledModel => ({
  name: 'campplus-zh-en',
  architecture: '3d-speaker',
  languages: ['*'],
  folder,
  hash: 'h',
  size: 1,
  parameters,
});
const shipped = repo('models', 'campplus-zh-en', 'model.int8.onnx');

describe('the networks of a thread', () => {
  it('are opened again when opening failed, and once when it did not', async () => {
    const networks = createNetworks();
    const model = voice({ dims: 192 });
    const first = networks.voice(model, 1);
    expect(networks.voice(model, 1)).toBe(first);
    await expect(first).rejects.toMatchObject({ code: 'MODEL' });
    copyFileSync(shipped, join(folder, 'model.onnx'));
    const embedder = await networks.voice(model, 1);
    expect(embedder.dims).toBe(192);
    expect(await networks.voice(model, 1)).toBe(embedder);
  });

  it('of a released voice model keep the name that they were released with', async () => {
    copyFileSync(shipped, join(folder, 'released.onnx'));
    const model = voice({ dims: 192, file: 'released.onnx' });
    await expect(createNetworks().voice(model, 1)).resolves.toMatchObject({ dims: 192 });
  });

  it('can be told from the catalog: everything that ships runs', () => {
    for (const { task, architecture, source } of readCatalog())
      if (source.kind === 'repository' || source.kind === 'package')
        expect(runnableArchitectures[task]).toContain(architecture);
  });
});
