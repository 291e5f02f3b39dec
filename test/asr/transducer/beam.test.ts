import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { createContextGraph } from '../../../src/asr/nemo/hotwords.js';
import { beamCapacity, decodeBeam } from '../../../src/asr/transducer/beam.js';
import { decodeGreedy } from '../../../src/asr/transducer/greedy.js';
import { openTransducer } from '../../../src/asr/transducer/network.js';
import { temporaryFolder } from '../../audio/media.js';
import { writeTransducer } from '../../fixtures/make-parakeet.js';
import { createRandom } from '../../fixtures/random.js';
import { encodeSlowFeatures, singleFrames } from './frames.js';
import { fusedScores, logSoftmax, splitScores } from './reference.js';
import { numberedFrames, type Script, scriptedJoint } from './scripted-joint.js';

const blank = 2;

/** Scores that depend on the frame and the whole text, the same each time they are asked for. */
function randomScript(seed: number, durations: number, spread: number) {
  return {
    vocabulary: 3,
    durations,
    scores(frame: number, text: readonly number[]) {
      const random = createRandom(
        text.reduce((hash, token) => hash * 31 + token + 1, seed * 1009 + frame * 7),
      );
      return Array.from({ length: 3 + durations }, () => spread * random.normal());
    },
  };
}

/** Probability of every text, each way to it followed on its own and all ways added up. */
function everyText(
  { vocabulary, durations, scores }: ReturnType<typeof randomScript>,
  length: number,
  most: number,
) {
  const found = new Map<string, { text: number[]; probability: number }>();
  const follow = (frame: number, text: number[], written: number, probability: number): void => {
    if (frame >= length) {
      const key = text.join(' ');
      const known = found.get(key)?.probability ?? 0;
      found.set(key, { text, probability: known + probability });
      return;
    }
    const all = Float64Array.from(scores(frame, text));
    const tokens = logSoftmax(all.subarray(0, vocabulary)).map(Math.exp);
    const steps = durations > 0 ? logSoftmax(all.subarray(vocabulary)).map(Math.exp) : [1];
    tokens.forEach((p, token) => {
      steps.forEach((q, d) => {
        const share = probability * p * q;
        if (token === blank) follow(frame + Math.max(1, d), text, 0, share);
        else if (d > 0) follow(frame + d, [...text, token], 0, share);
        else if (written + 1 === most) follow(frame + 1, [...text, token], 0, share);
        else follow(frame, [...text, token], written + 1, share);
      });
    });
  };
  follow(0, [], 0, 1);
  return [...found.values()];
}

const options = (beam: number, most: number, phrases: number[][] = [], depth = Number.POSITIVE_INFINITY) => ({
  blank,
  beam,
  depth,
  maxTokensPerFrame: most,
  graph: createContextGraph(phrases),
});

describe.each([0, 3])('a beam that keeps everything, %i durations', (durations) => {
  test('finds the text with the highest probability over all paths, per token', async () => {
    let differsFromGreedy = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const script = randomScript(seed, durations, 1.5);
      const length = 3;
      const most = 2;
      const all = everyText(script, length, most);
      expect(all.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
      const perToken = ({ text, probability }: (typeof all)[0]) => Math.log(probability) / (text.length + 1);
      const best = all.reduce((a, b) => (perToken(b) > perToken(a) ? b : a));
      const window = numberedFrames(length);
      const joint = scriptedJoint(script, beamCapacity(1, 300, durations));
      const [found] = await decodeBeam(joint, [window], options(300, most));
      expect(found.tokens).toEqual(best.text);
      const [greedy] = await decodeGreedy(joint, [window], { blank, maxTokensPerFrame: most });
      if (greedy.tokens.join() !== found.tokens.join()) differsFromGreedy++;
    }
    expect(differsFromGreedy).toBeGreaterThan(5);
  });
});

test('windows side by side give what each gives alone, within their slots', async () => {
  const script = randomScript(5, 5, 2);
  const windows = [7, 1, 0, 12, 9].map(numberedFrames);
  const settings = options(3, 10, [], 8);
  const together = await decodeBeam(
    scriptedJoint(script, beamCapacity(windows.length, 3, 5)),
    windows,
    settings,
  );
  for (const [i, window] of windows.entries()) {
    const joint = scriptedJoint(script, beamCapacity(1, 3, 5));
    expect(await decodeBeam(joint, [window], settings)).toEqual([together[i]]);
  }
  expect(together[2].tokens).toEqual([]);
  expect(together[3].tokens.length).toBeGreaterThan(0);
});

describe.each([
  ['tdt', 'onnx-asr', 'free'],
  ['tdt', 'onnx-asr', 'one'],
  ['tdt', 'sherpa', 'free'],
  ['rnnt', 'onnx-asr', 'free'],
] as const)('the graphs of a %s, layout %s, batch %s', (kind, layout, batch) => {
  const at = temporaryFolder();

  test('step as if every text were read from its start each time', async () => {
    const pieces = writeTransducer(at(), kind, { layout, batch, seed: 1 });
    const last = pieces.length - 1;
    const network = await openTransducer(at(), { pieces, blank: last }, { threads: 1 });
    const open = (file: string) => InferenceSession.create(at(file), { intraOpNumThreads: 1 });
    const read =
      layout === 'sherpa'
        ? splitScores(await open('decoder.onnx'), await open('joiner.onnx'), last)
        : fusedScores(await open('decoder_joint-model.onnx'), last);
    const windows = await Promise.all([240, 8, 120].map((n) => encodeSlowFeatures(network.encoder, n, n)));
    const { durations } = network.sizes;
    const settings = { ...options(3, 10, [[8, 9]], 8), blank: last };
    const together = await decodeBeam(network.joint(beamCapacity(3, 3, durations)), windows, settings);
    for (const [i, window] of windows.entries()) {
      const frames = singleFrames(window);
      const script = {
        vocabulary: pieces.length,
        durations,
        scores: (frame: number, text: readonly number[]) => read(frames[frame], text),
      };
      const joint = scriptedJoint(script, beamCapacity(1, 3, durations));
      const [reference] = await decodeBeam(joint, [numberedFrames(window.length)], settings);
      expect(together[i].tokens).toEqual(reference.tokens);
      expect(together[i].starts).toEqual(reference.starts);
      expect(together[i].ends).toEqual(reference.ends);
    }
    expect(together.flatMap(({ tokens }) => tokens).length).toBeGreaterThan(1);
    await network.close();
  });
});

test('times are those of the best path, and never go back', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const joint = scriptedJoint(randomScript(seed, 5, 2), beamCapacity(1, 4, 5));
    const [found] = await decodeBeam(joint, [numberedFrames(20)], options(4, 10, [], 8));
    expect(found.starts).toEqual([...found.starts].sort((a, b) => a - b));
    found.ends.forEach((end, i) => {
      expect(end).toBeGreaterThan(found.starts[i]);
    });
    found.logProbs.forEach((x) => {
      expect(x).toBeLessThanOrEqual(1e-6);
    });
  }
});

describe('hotwords', () => {
  // Tokens 0 and 1 are nearly as likely as each other, the second a little less.
  const script: Script = {
    vocabulary: 4,
    durations: 0,
    scores: (frame, text) => (text.length > frame ? [-9, -9, 3, -9] : [1, 0.4, -3, -9]),
  };
  const decode = async (phrases: number[][]) => {
    const joint = scriptedJoint(script, beamCapacity(1, 8, 0));
    return (await decodeBeam(joint, [numberedFrames(3)], options(8, 10, phrases, 20)))[0].tokens;
  };

  test('win when the network hesitates', async () => {
    expect(await decode([])).toEqual([0, 0, 0]);
    expect(await decode([[1, 0, 1]])).toEqual([1, 0, 1]);
  });

  test('that break off leave no reward behind', async () => {
    // No frame is left for the fourth piece.
    expect(await decode([[1, 1, 1, 1]])).toEqual([0, 0, 0]);
  });

  test('do not win when the network is sure', async () => {
    expect(await decode([[3, 3, 3]])).toEqual([0, 0, 0]);
  });
});
