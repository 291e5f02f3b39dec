import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type DecodeTracksRequest,
  decodeTracks,
  type TrackRequest,
} from '../../src/pipeline/decode-tracks.js';
import type { PipelineEvent } from '../../src/pipeline/events.js';
import { makeMedia, temporaryFolder } from '../audio/media.js';
import { conversation, recordedBy } from '../audio/tracks/conversation.js';

const folder = temporaryFolder();
const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');

function makeWav(name: string, samples: Int16Array): string {
  const raw = folder(`${name}.raw`);
  writeFileSync(raw, new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
  makeMedia('-f', 's16le', '-ar', '16000', '-ac', '1', '-i', raw, '-bitexact', folder(name));
  return folder(name);
}

function context(kept = new Map<string, string>()) {
  const events: PipelineEvent[] = [];
  const checkpoints = {
    get: async (key: string) => kept.get(key) ?? null,
    put: async (key: string, value: string) => void kept.set(key, value),
  };
  const signal = new AbortController().signal;
  return {
    events,
    job: { signal, checkpoints, clock: () => 0, emit: (event: PipelineEvent) => events.push(event) },
  };
}

const track = (path: string): TrackRequest => ({
  kind: 'decode',
  path,
  label: path.split('/').at(-1)!,
  sha256: sha256(readFileSync(path)),
  spoolFolder: folder('spool'),
  channels: 'mix',
  now: Date.parse('2100-01-01'),
  ffmpeg: null,
});
const request = (
  paths: readonly string[],
  changes: Partial<DecodeTracksRequest> = {},
): DecodeTracksRequest => ({
  kind: 'decode-tracks',
  tracks: paths.map(track),
  sha256: sha256('all'),
  together: false,
  spoolFolder: folder('spool'),
  ...changes,
});

describe('tracks of one conversation', () => {
  let maya: string;
  let tom: string;
  beforeAll(() => {
    mkdirSync(folder('spool'));
    const [first, second] = conversation(2, 40);
    maya = makeWav('maya.wav', first);
    tom = makeWav('tom.wav', recordedBy(second, { start: 2.5, drift: 100 }));
  });

  it('become the tracks of one recording, whatever their order', async () => {
    const there = await decodeTracks(request([maya, tom]), context().job);
    const back = await decodeTracks(request([tom, maya]), context().job);
    expect(back.recording.fingerprint).toEqual(there.recording.fingerprint);
    expect(back.recording.tracks).toEqual(there.recording.tracks);
    expect(there.order.map((i) => ['maya.wav', 'tom.wav'][i])).toEqual(
      there.recording.tracks.map(({ label }) => label),
    );
    expect(back.order.map((i) => ['tom.wav', 'maya.wav'][i])).toEqual(
      back.recording.tracks.map(({ label }) => label),
    );
    const late = there.recording.tracks.find(({ label }) => label === 'tom.wav')!;
    expect(late.placed).toBe('sound');
    expect(late.start).toBeCloseTo(2.5, 2);
    expect(Math.abs(late.drift - 100)).toBeLessThan(10);
    expect(there.audio.tracks).toHaveLength(2);
    expect(there.audio.samples).toBe(40 * 16_000);
    // What the tracks were decoded into is gone; the mean and the two tracks of either run are there.
    expect(readdirSync(folder('spool'))).toHaveLength(6);
  });

  it('are taken from where an earlier run left them', async () => {
    const kept = new Map<string, string>();
    const first = await decodeTracks(request([maya, tom]), context(kept).job);
    const again = context(kept);
    expect(await decodeTracks(request([maya, tom]), again.job)).toEqual(first);
    expect(again.events).toEqual([{ kind: 'stage-skipped', stage: 'decode', reason: 'done before' }]);
  });

  it('are one stage, whatever is decoded in it', async () => {
    const { events, job } = context();
    await decodeTracks(request([maya, tom]), job);
    expect(events.filter(({ kind }) => kind !== 'stage-progress').map(({ kind }) => kind)).toEqual([
      'stage-started',
      'stage-completed',
    ]);
  });

  it('must not be the same sound twice', async () => {
    makeMedia('-i', maya, folder('copy.flac'));
    await expect(decodeTracks(request([maya, folder('copy.flac')]), context().job)).rejects.toThrow(
      'Aligning the tracks failed: maya.wav and copy.flac hold the same sound.',
    );
  });

  it('may be the streams of one file, on its clock', async () => {
    const both = folder('both.mkv');
    makeMedia(
      '-i',
      maya,
      '-i',
      tom,
      '-map',
      '0',
      '-map',
      '1',
      '-c:a',
      'flac',
      '-metadata:s:a:1',
      'title=Tom',
      both,
    );
    const { recording } = await decodeTracks(request([both], { together: true }), context().job);
    expect(recording.fileName).toBe('both.mkv');
    expect(recording.tracks.map(({ label }) => label).sort()).toEqual(['stream 0', 'stream 1 "Tom"']);
    expect(recording.tracks.every(({ start, placed }) => start === 0 && placed === 'file')).toBe(true);
    expect(recording.notes).toEqual([]);
    await expect(decodeTracks(request([maya], { together: true }), context().job)).rejects.toThrow(
      'it has only one',
    );
    expect(existsSync(both)).toBe(true);
  });
});
