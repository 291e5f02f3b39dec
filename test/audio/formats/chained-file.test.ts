import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { findLinks } from '../../../src/audio/formats/chained-file.js';
import { makeMedia, temporaryFolder } from '../media.js';

const at = temporaryFolder();
const links = (name: string) => findLinks(at(name));
const noise = (seconds: number) => ['-f', 'lavfi', '-i', `anoisesrc=d=${seconds}:r=16000:a=0.3:seed=7`];

it.each([
  ['a.wav', []],
  ['a.mka', ['-c:a', 'pcm_s16le']],
  ['a.webm', ['-c:a', 'libopus', '-live', '1']],
  ['a.m4a', ['-c:a', 'aac']],
  ['a.flac', []],
  ['fragmented.mp4', ['-c:a', 'aac', '-movflags', 'frag_keyframe+empty_moov']],
])('%s is one recording; two and three in a chain are found', async (name, options) => {
  makeMedia(...noise(2), ...options, at(name));
  const one = readFileSync(at(name));
  expect(await links(name)).toMatchObject([{ start: 0, end: one.length, inputOptions: [] }]);
  for (const count of [2, 3]) {
    writeFileSync(at('chained'), Buffer.concat(Array(count).fill(one)));
    const found = await links('chained');
    expect(found.map(({ start, end }) => [start, end])).toEqual(
      Array.from({ length: count }, (_, i) => [i * one.length, (i + 1) * one.length]),
    );
  }
});

it('believes the chunks of a WAV and not its sizes, if they contradict each other', async () => {
  makeMedia(...noise(4), '-bitexact', at('whole.wav'));
  const whole = readFileSync(at('whole.wav'));
  const dataAt = whole.indexOf('data') + 4;
  const samples = whole.length - dataAt - 4;
  const withSize = (size: number, more = Buffer.alloc(0)) => {
    const bytes = Buffer.concat([whole, more]);
    bytes.writeUInt32LE(size, dataAt);
    writeFileSync(at('changed.wav'), bytes);
    return links('changed.wav');
  };
  const readAll = ['-f', 'wav', '-ignore_length', '1'];
  expect(await withSize(samples / 4)).toMatchObject([
    { end: whole.length, inputOptions: readAll, stated: 1 },
  ]);
  expect(await withSize(samples * 2)).toMatchObject([{ inputOptions: [] }]);
  for (const open of [0, 0xffffffff]) {
    const [link] = await withSize(open);
    expect(link).toMatchObject({ inputOptions: readAll, stated: undefined });
  }
  // A header that is too short, and digital silence behind it: nothing but eight zeros for each chunk.
  expect(await withSize(samples, Buffer.alloc(64_000))).toMatchObject([
    { inputOptions: readAll, stated: 4, end: whole.length + 64_000 },
  ]);
  // A chunk of tags after the samples is not sound.
  const tags = Buffer.from('LIST\x04\0\0\0INFO', 'latin1');
  expect(await withSize(samples, tags)).toMatchObject([{ inputOptions: [] }]);
});

it('takes a WAV that ends anywhere in its header as it is', async () => {
  makeMedia(...noise(1), '-rf64', 'always', at('long.wav'));
  const whole = readFileSync(at('long.wav'));
  const samplesAt = whole.indexOf('data') + 8;
  expect(whole.toString('latin1', 0, 4)).toBe('RF64');
  for (let length = 12; length < samplesAt; length++) {
    writeFileSync(at('cut.wav'), whole.subarray(0, length));
    const [link] = await links('cut.wav');
    expect(link, `${length} bytes`).toMatchObject({ start: 0, end: length });
  }
});

it('leaves other files to ffmpeg', async () => {
  makeMedia(...noise(1), at('a.ogg'));
  const one = readFileSync(at('a.ogg'));
  writeFileSync(at('chained.ogg'), Buffer.concat([one, one]));
  expect(await links('chained.ogg')).toEqual([{ start: 0, end: 2 * one.length, inputOptions: [] }]);
});
