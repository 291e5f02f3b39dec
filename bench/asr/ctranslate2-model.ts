import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WhisperSizes } from '../../test/fixtures/whisper-weights.js';
import type { BenchModel } from './models.js';
import { type Python, peerFile } from './python.js';

/** Writes the same weights for CTranslate2, in 8 bits, and the tokenizer beside them. */
export function writeForCTranslate2(
  python: Python,
  folder: string,
  { sizes, weights: read, installed }: BenchModel,
): void {
  const weights = read();
  const source = `${folder}-weights`;
  mkdirSync(source, { recursive: true });
  const places: Record<string, readonly [start: number, shape: readonly number[]]> = {};
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const [name, shape] of shapesOf(sizes)) {
    const values = weights(name, shape);
    places[name] = [at, shape];
    parts.push(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    at += values.length;
  }
  const generation = JSON.parse(readFileSync(join(installed.folder, 'generation_config.json'), 'utf8'));
  writeFileSync(join(source, 'weights.bin'), Buffer.concat(parts));
  writeFileSync(join(source, 'weights.json'), JSON.stringify({ sizes, generation, weights: places }));
  writeFileSync(join(source, 'tokenizer.json'), readFileSync(join(installed.folder, 'tokenizer.json')));
  execFileSync(python.path, [peerFile('convert.py'), source, folder], { stdio: 'inherit' });
}

/** Whisper base as its makers published it for CTranslate2. */
export function joinBase(python: Python, folder: string): void {
  execFileSync(python.path, [peerFile('join-base.py'), folder], { stdio: 'inherit' });
}

/** Names and shapes of all weights, as `whisper-weights.ts` names them; matrices are [in, out]. */
function shapesOf(sizes: WhisperSizes): [name: string, shape: readonly number[]][] {
  const { bins, width, feedForward } = sizes;
  const linear = (name: string, from: number, to: number): [string, readonly number[]][] => [
    [`${name}.weight`, [from, to]],
    ...(name.endsWith('.key') ? [] : [[`${name}.bias`, [to]] as [string, number[]]]),
  ];
  const conv = (name: string, from: number): [string, readonly number[]][] => [
    [`${name}.weight`, [width, from, 3]],
    [`${name}.bias`, [width]],
  ];
  const norm = (name: string): [string, readonly number[]][] => [
    [`${name}.norm.weight`, [width]],
    [`${name}.norm.bias`, [width]],
  ];
  const attention = (name: string) => [
    ...norm(name),
    ...['query', 'key', 'value', 'out'].flatMap((kind) => linear(`${name}.${kind}`, width, width)),
  ];
  const layers = (half: string, count: number, kinds: readonly string[]) =>
    Array.from({ length: count }, (_, i) => `${half}.${i}`).flatMap((block) => [
      ...kinds.flatMap((kind) => attention(`${block}.${kind}`)),
      ...norm(block),
      ...linear(`${block}.fc1`, width, feedForward),
      ...linear(`${block}.fc2`, feedForward, width),
    ]);
  return [
    ...conv('encoder.conv1', bins),
    ...conv('encoder.conv2', width),
    ['encoder.positions', [sizes.positions, width]],
    ...layers('encoder', sizes.encoderLayers, ['self']),
    ...norm('encoder'),
    ['decoder.tokens', [sizes.vocabulary, width]],
    ['decoder.positions', [sizes.context, width]],
    ...layers('decoder', sizes.decoderLayers, ['self', 'cross']),
    ...norm('decoder'),
  ];
}
