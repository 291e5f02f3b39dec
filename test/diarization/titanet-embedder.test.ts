import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createTitanetEmbedder } from '../../src/diarization/titanet-embedder.js';
import { dot, normalize } from '../../src/domain/vectors.js';
import { openSession } from '../../src/onnx/session.js';
import { nemoMelSlowly } from '../features/nemo-mel-slowly.js';
import { makeTitanet, makeTitanetEcho } from '../fixtures/make-titanet.js';
import { createRandom } from '../fixtures/random.js';

const folder = mkdtempSync(join(tmpdir(), 'scribe-titanet-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function open(model: Uint8Array, dims: number) {
  const path = join(folder, 'model.onnx');
  writeFileSync(path, model);
  return createTitanetEmbedder(await openSession(path, { threads: 1 }), 'made', dims);
}

/** Features of noises of one length, [windows, frames, 80]. */
function features({ fbank }: Awaited<ReturnType<typeof open>>, windows: number, frames: number) {
  const out = new Float32Array(windows * frames * 80);
  for (let w = 0; w < windows; w++) {
    const samples = createRandom(w + 1).normals((frames - 1) * 160 + 400, 0.05);
    for (let i = 1; i < samples.length; i++) samples[i] += 0.2 * w * samples[i - 1];
    fbank.compute(samples, out.subarray(w * frames * 80, (w + 1) * frames * 80));
  }
  return out;
}

describe('TitaNet', () => {
  it('is fed what NeMo feeds it: normalised bands, zeros to a multiple of 16 frames, and the true length', async () => {
    const embedder = await open(makeTitanetEcho(32), 80 * 32 + 1);
    const samples = createRandom(4).normals(18 * 160 + 400, 0.1); // 19 frames
    const input = new Float32Array(19 * 80);
    embedder.fbank.compute(samples, input);
    const fed = await embedder.embed(input, 1, 19);

    // NeMo's own 21 frames of the signal after 120 zeros; the first two reach before it and do not exist here.
    const moved = new Float32Array(120 + samples.length);
    moved.set(samples, 120);
    const bands = nemoMelSlowly(moved, 80, false);
    const expected = new Float32Array(80 * 32 + 1);
    expected[0] = 19;
    for (let b = 0; b < 80; b++) {
      const row = bands.subarray(b * 21 + 2, b * 21 + 21);
      const mean = row.reduce((sum, x) => sum + x, 0) / 19;
      const deviation = Math.sqrt(row.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 18);
      for (let t = 0; t < 19; t++) expected[1 + b * 32 + t] = (row[t] - mean) / (deviation + 1e-5);
    }
    normalize(expected);
    expect(fed.reduce((most, x, i) => Math.max(most, Math.abs(x - expected[i])), 0)).toBeLessThan(1e-5);
  });

  it.each([
    ['free', undefined],
    ['of one window', 1],
  ])('gives unit vectors, in batches as alone: an export %s', async (_name, batch) => {
    const embedder = await open(makeTitanet({ batch }), 192);
    const input = features(embedder, 5, 100);
    const alone: Float32Array[] = [];
    for (let w = 0; w < 5; w++)
      alone.push(await embedder.embed(input.slice(w * 8000, (w + 1) * 8000), 1, 100));
    const together = await embedder.embed(input.slice(), 5, 100);
    expect(together).toHaveLength(5 * 192);
    for (const [w, vector] of alone.entries()) {
      expect(dot(vector, vector)).toBeCloseTo(1, 5);
      const row = together.subarray(w * 192, (w + 1) * 192);
      for (let d = 0; d < 192; d++) expect(Math.abs(row[d] - vector[d])).toBeLessThan(1e-5);
    }
    expect(dot(alone[0], alone[4])).toBeLessThan(0.99);
  });

  it('does not hear the padding', async () => {
    const embedder = await open(makeTitanet(), 192);
    const whole = features(embedder, 1, 112);
    const short = whole.slice(0, 97 * 80);
    const found = await embedder.embed(short.slice(), 1, 97);
    // The same 97 frames in a batch beside another window.
    const two = new Float32Array(2 * short.length);
    two.set(short);
    two.set(whole.subarray(15 * 80), short.length);
    const beside = await embedder.embed(two, 2, 97);
    for (let d = 0; d < 192; d++) expect(Math.abs(beside[d] - found[d])).toBeLessThan(1e-5);
  });
});
