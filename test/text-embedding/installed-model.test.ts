import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { installedTextModel, openInstalledTextEmbedder } from '../../src/text-embedding/installed-model.js';
import { createTestContext } from '../command-context.js';
import { hasShared, shared } from '../shared.js';

function newContext(flags: Record<string, unknown> = {}) {
  const context = createTestContext({ flags });
  onTestFinished(() => context.remove());
  return context;
}

it('nothing is opened where no text embedding model is installed', async () => {
  expect(await installedTextModel(newContext())).toBeNull();
  expect(await openInstalledTextEmbedder(newContext())).toBeNull();
});

it('a model that nobody knows is an error, and so is one for something else', async () => {
  await expect(installedTextModel(newContext({ textModel: 'nope' }))).rejects.toThrow(
    /no text-embedding model/,
  );
  await expect(installedTextModel(newContext({ textModel: 'whisper-base' }))).rejects.toMatchObject({
    hint: expect.stringContaining('all-minilm-l6-v2'),
  });
});

it.skipIf(!hasShared)('the installed model is opened', async () => {
  const context = newContext();
  cpSync(shared('models/all-minilm-l6-v2'), join(context.folders.models, 'all-minilm-l6-v2'), {
    recursive: true,
  });
  const embedder = await openInstalledTextEmbedder(context);
  onTestFinished(() => embedder?.close());
  expect(embedder).toMatchObject({ model: 'all-minilm-l6-v2', dims: 384 });
  expect(await embedder?.embed(['a', 'b'])).toHaveLength(2);
});
