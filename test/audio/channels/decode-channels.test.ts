import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeAudio } from '../../../src/audio/decode-audio.js';
import { audioFiles, type ChannelMode } from '../../../src/domain/recording.js';
import { repo } from '../../shared.js';
import { ffmpeg, makeMedia, temporaryFolder } from '../media.js';
import { turnOf, voice, wavOf } from './channel-sounds.js';

const at = temporaryFolder();
const mono = at('mono.wav');
makeMedia(
  '-i',
  repo('examples/standup.ogg'),
  '-t',
  '20',
  '-ac',
  '1',
  '-ar',
  '16000',
  '-c:a',
  'pcm_s16le',
  mono,
);

/** The same in several channels, by an expression for each; `a` is the mono sample, `t` the second. */
function make(name: string, channels: readonly string[], ...options: string[]): string {
  const path = at(name);
  const expression = channels.map((channel) => channel.replace(/\ba\b/g, 'val(0)')).join('|');
  // Named by nothing but their number, so that no channel is a subwoofer.
  makeMedia('-i', mono, '-af', `aeval='${expression}':c=${channels.length}c`, ...options, path);
  return path;
}
const decode = (path: string, channels?: ChannelMode, spool = 'spool') =>
  decodeAudio(path, { spoolFolder: at(spool), channels });
const sha = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('one voice in two channels has the samples that it has in one', () => {
  it.each<[string, readonly string[]]>([
    ['the same', ['a', 'a']],
    ['right silent', ['a', '0']],
    ['left silent', ['0', 'a']],
    ['right upside down', ['a', '-a']],
    ['right upside down, now and then', ['a', 'a*(1-2*between(mod(t,6),2,4))']],
    ['right nearly upside down', ['a', '-0.9*a']],
    ['right upside down in the end', ['a', 'a*(1-2*gt(t,17))']],
  ])('%s', async (_, channels) => {
    const expected = (await decode(mono)).recording.fingerprint.contentFp;
    const { recording, audio } = await decode(make('two.wav', channels, '-c:a', 'pcm_s16le'));
    expect(recording.fingerprint.contentFp).toBe(expected);
    expect(recording.notes).toHaveLength(1);
    expect(audio.tracks).toEqual([]);
  });
});

describe('voices in channels of their own', () => {
  const first = 'a*lt(mod(t,6),3)';
  const second = 'a*gte(mod(t,6),3)';

  it('are files of their own beside their mean, and all of them make the fingerprint', async () => {
    const path = make('apart.wav', [first, second], '-c:a', 'pcm_s16le');
    const { audio, recording } = await decode(path);
    expect(audio.tracks).toHaveLength(2);
    for (const file of audioFiles(audio)) {
      expect(statSync(file).size).toBe(audio.samples * 2);
      expect(statSync(file).mode & 0o077).toBe(0);
    }
    expect(recording.notes).toEqual([
      'Each channel has voices of its own: left and right were transcribed separately.',
    ]);

    const swapped = await decode(make('swapped.wav', [second, first], '-c:a', 'pcm_s16le'));
    expect(sha(readFileSync(swapped.audio.pcmPath))).toBe(sha(readFileSync(audio.pcmPath)));
    expect(swapped.recording.fingerprint.contentFp).not.toBe(recording.fingerprint.contentFp);
    expect((await decode(path)).recording.fingerprint.contentFp).toBe(recording.fingerprint.contentFp);
  });

  it.each([
    ['any ffmpeg', undefined],
    ['the bundled one', ffmpeg],
  ])('also in a channel that would be the subwoofer, and among twelve (%s)', async (_, program) => {
    const silent = new Float32Array(6 * 16_000);
    for (const [count, own] of [
      [3, [0, 2]],
      [6, [1, 3]],
      [12, [0, 7, 11]],
    ] as const) {
      const voices = own.map((_, i) => turnOf(voice(i + 1, 6), i, own.length, 1));
      const channels = Array.from(
        { length: count },
        (_, c) => voices[(own as readonly number[]).indexOf(c)] ?? silent,
      );
      writeFileSync(at('many.wav'), wavOf(channels));
      const { audio } = await decodeAudio(at('many.wav'), { spoolFolder: at('spool'), ffmpeg: program });
      expect(audio.tracks.map((file) => sha(readFileSync(file)))).toEqual(
        voices.map((samples) => sha(wavOf([samples]).subarray(44))),
      );
    }
  });

  it('become one when that is asked for', async () => {
    const path = make('one.wav', [first, second], '-c:a', 'pcm_s16le');
    const { audio, recording } = await decode(path, 'mix');
    expect(audio.tracks).toEqual([]);
    expect(recording.notes).toEqual(['Left and right channel were mixed.']);
  });

  it('leave nothing behind when decoding ends early', async () => {
    const path = make('long.wav', [first, second], '-c:a', 'pcm_s16le');
    const controller = new AbortController();
    const stopped = decodeAudio(path, {
      spoolFolder: at('stopped'),
      signal: controller.signal,
      // In the second pass, when the tracks are being written.
      onProgress: (share) => share > 0.5 && share < 1 && controller.abort(),
    });
    await expect(stopped).rejects.toThrow();
    expect(controller.signal.aborted).toBe(true);
    expect(readdirSync(at('stopped'))).toEqual([]);
  });
});

describe('a level that 16 bits do not hold', () => {
  it.each<[string, string]>([
    ['60 dB down', 'a*0.001'],
    ['40 dB beyond full scale', 'a*100'],
    ['with an offset', '0.05*a+0.3'],
  ])('%s: the same sound, by the acoustic fingerprint', async (_, expression) => {
    const expected = (await decode(mono)).recording.fingerprint.acoustic;
    const { recording } = await decode(make('level.wav', [expression], '-c:a', 'pcm_f32le'));
    const { acoustic } = recording.fingerprint;
    expect(acoustic.length).toBe(expected.length);
    let different = 0;
    acoustic.forEach((bits, i) => {
      for (let x = bits ^ expected[i]; x !== 0; x &= x - 1) different++;
    });
    expect(different / (32 * acoustic.length)).toBeLessThan(0.05);
    expect(recording.notes.join(' ')).toMatch(/softer|louder|offset/);
  });
});
