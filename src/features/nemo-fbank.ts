import { type Fbank, fbankFrames, fbankHop } from './fbank.js';
import { createNemoFrame } from './nemo-mel.js';

/**
 * NeMo's log mel energies, not normalised, on the grid of `createFbank`: frame k is made of the 400 samples from
 * 160 k on. NeMo's own frames are centred on every 160th sample, so these are the frames that it gives for the same
 * signal moved by 200 samples, without those at both ends that reach past it. The sample before the first frame, which
 * pre-emphasis asks for, does not matter: the window is zero there.
 */
export function createNemoFbank(bins: number): Fbank {
  const computeFrame = createNemoFrame(bins);
  return {
    bins,
    frames: fbankFrames,
    compute(samples, out) {
      const count = fbankFrames(samples.length);
      for (let f = 0; f < count; f++) out.set(computeFrame(samples, f * fbankHop), f * bins);
      return count;
    },
  };
}
