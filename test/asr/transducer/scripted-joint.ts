import type { Encoded } from '../../../src/asr/nemo/encoder.js';
import type { Joint, JointCapacity } from '../../../src/asr/transducer/joint.js';

export interface Script {
  readonly vocabulary: number;
  readonly durations: number;
  /** What comes next for the text in the frame of this number: [vocabulary + durations]. */
  readonly scores: (frame: number, text: readonly number[]) => ArrayLike<number> | Promise<ArrayLike<number>>;
}

/** A joint network that says what it is told to; a frame is its own number. */
export function scriptedJoint({ vocabulary, durations, scores }: Script, room: JointCapacity): Joint {
  const outputs = vocabulary + durations;
  const texts: (readonly number[])[] = [];
  const frames = new Float32Array(room.rows);
  const logits = new Float32Array(room.rows * outputs);
  let stepped: (readonly number[])[] = [];
  return {
    vocabulary,
    durations,
    frames,
    begin(slot) {
      if (slot >= room.slots) throw new Error(`no slot ${slot}`);
      texts[slot] = [];
    },
    async step(slots, rows) {
      if (rows > room.rows) throw new Error(`${rows} rows`);
      stepped = Array.from(slots.subarray(0, rows), (slot) => texts[slot]);
      for (const [i, text] of stepped.entries()) logits.set(await scores(frames[i], text), i * outputs);
      return logits;
    },
    extend(row, to, token) {
      if (to >= room.slots) throw new Error(`no slot ${to}`);
      texts[to] = [...stepped[row], token];
    },
  };
}

/** A window whose frames are their own numbers. */
export const numberedFrames = (length: number): Encoded => ({
  frames: Float32Array.from({ length }, (_, t) => t),
  length,
});
