import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { dot } from '../../src/domain/vectors.js';
import { createFbank, fbankDefaults } from '../../src/features/fbank.js';
import { createNemoFbank } from '../../src/features/nemo-fbank.js';
import { findInCatalog, type ModelTask } from '../../src/models/catalog.js';
import type { InstalledModel } from '../../src/models/installed.js';
import { createNetworks } from '../../src/pipeline/networks.js';
import { memoryPcm } from '../asr/memory-pcm.js';
import { makeResnet } from '../fixtures/make-resnet.js';
import { makeSegmenter, sampleOf } from '../fixtures/make-segmenter.js';
import { makeTitanet } from '../fixtures/make-titanet.js';
import { createRandom } from '../fixtures/random.js';

const home = mkdtempSync(join(tmpdir(), 'scribe-catalog-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** The catalog's entry with a made network in the place of the released one. */
function install(name: string, task: ModelTask, network: Uint8Array): InstalledModel {
  const model = findInCatalog(name, task);
  const folder = join(home, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, model.files[0].path), network);
  return { ...model, hash: name, size: network.length, folder };
}

/** Kaldi's features with a Hamming window and 16-bit samples. */
const wespeaker = createFbank({ ...fbankDefaults, window: 'hamming', scale: 32768 });
const nemo = createNemoFbank(80);
const resnet = (input: string, output: string) => makeResnet({ input, output, dims: 256 });

describe('a voice model of the catalog, with random weights', () => {
  it.each([
    ['wespeaker-resnet34-lm', resnet('feats', 'embs'), 256, wespeaker],
    ['wespeaker-community-1', resnet('fbank_features', 'embeddings'), 256, wespeaker],
    ['titanet-small', makeTitanet(), 192, nemo],
    ['titanet-large', makeTitanet(), 192, nemo],
  ])('%s is loaded, fed and read by what the catalog says', async (name, network, dims, features) => {
    const embedder = await createNetworks().voice(install(name, 'voice', network), 1);
    expect([embedder.model, embedder.dims]).toEqual([name, dims]);
    const windows = Array.from({ length: 4 }, (_, w) => createRandom(w + 1).normals(16_000, 0.02 * (w + 1)));
    const [fed, expected] = [embedder.fbank, features].map((fbank) => {
      const out = new Float32Array(windows.length * 98 * 80);
      for (const [w, samples] of windows.entries())
        expect(fbank.compute(samples, out.subarray(w * 98 * 80, (w + 1) * 98 * 80))).toBe(98);
      return out;
    });
    expect(fed).toEqual(expected);

    const together = await embedder.embed(fed.slice(), windows.length, 98);
    expect(together).toHaveLength(windows.length * dims);
    for (let w = 0; w < windows.length; w++) {
      const alone = await embedder.embed(fed.slice(w * 98 * 80, (w + 1) * 98 * 80), 1, 98);
      expect(dot(alone, alone)).toBeCloseTo(1, 5);
      for (let d = 0; d < dims; d++) expect(Math.abs(together[w * dims + d] - alone[d])).toBeLessThan(1e-4);
    }
  });
});

describe('a segmentation model of the catalog', () => {
  it('pyannote-community-1 has the classes and times of segmentation-3.0, which its file does not say', async () => {
    const network = makeSegmenter({ names: ['input_values', 'logits'] });
    const model = install('pyannote-community-1', 'segmentation', network);
    const segmenter = await createNetworks().segmentation(model, 1);
    expect(segmenter).toMatchObject({ window: 160_000, frames: 589, firstFrame: 495, hop: 270, speakers: 3 });
    const samples = new Float32Array(2 * 160_000);
    samples[160_000 + sampleOf(300, 5)] = 1; // the class of speakers 0 and 2
    const found = await segmenter.segment(memoryPcm(samples), [0, 160_000]);
    const at = (589 + 300) * 3;
    expect(Array.from(found.subarray(at, at + 3), Math.round)).toEqual([1, 0, 1]);
  });
});
