import { type InferenceSession, Tensor } from 'onnxruntime-node';

/** Scores of what comes next, given a frame and all tokens so far: [tokens and blank, durations]. */
export type Scores = (frame: Float32Array, text: readonly number[]) => Promise<Float64Array>;

type Outputs = Record<string, Tensor>;
const one = Int32Array.of(1);
const target = (token: number) => ({
  targets: new Tensor('int32', Int32Array.of(token), [1, 1]),
  target_length: new Tensor('int32', one, [1]),
});

function zeroStates(session: InferenceSession, names: readonly string[]): Tensor[] {
  return names.map((name) => {
    const value = session.inputMetadata.find((input) => input.name === name);
    if (!value?.isTensor) throw new Error(`no input ${name}`);
    const [layers, , hidden] = value.shape as number[];
    return new Tensor('float32', new Float32Array(layers * hidden), [layers, 1, hidden]);
  });
}

/** No state between calls: the predictor reads the whole text from its start each time. */
export function fusedScores(session: InferenceSession, blank: number): Scores {
  return async (frame, text) => {
    let states = zeroStates(session, ['input_states_1', 'input_states_2']);
    let out: Outputs = {};
    for (const token of [blank, ...text]) {
      out = (await session.run({
        encoder_outputs: new Tensor('float32', frame, [1, frame.length, 1]),
        ...target(token),
        input_states_1: states[0],
        input_states_2: states[1],
      })) as Outputs;
      states = [out.output_states_1, out.output_states_2];
    }
    return Float64Array.from(out.outputs.data as Float32Array);
  };
}

/** The same for a predictor and a joint network apart. */
export function splitScores(predictor: InferenceSession, joiner: InferenceSession, blank: number): Scores {
  return async (frame, text) => {
    const names = predictor.inputNames.slice(2);
    let states = zeroStates(predictor, names);
    let out: Outputs = {};
    for (const token of [blank, ...text]) {
      out = (await predictor.run({
        ...target(token),
        [names[0]]: states[0],
        [names[1]]: states[1],
      })) as Outputs;
      states = predictor.outputNames.slice(2).map((name) => out[name]);
    }
    const said = out[predictor.outputNames[0]];
    const joined = await joiner.run({
      encoder_outputs: new Tensor('float32', frame, [1, frame.length, 1]),
      decoder_outputs: said,
    });
    return Float64Array.from(joined.outputs.data as Float32Array);
  };
}

export interface ReferenceText {
  readonly tokens: number[];
  readonly frames: number[];
  readonly durations: number[];
  readonly logProbs: number[];
}

const highest = (values: Float64Array): number => values.indexOf(Math.max(...values));

export function logSoftmax(values: Float64Array): Float64Array {
  const max = Math.max(...values);
  const sum = values.reduce((total, x) => total + Math.exp(x - max), 0);
  return values.map((x) => x - max - Math.log(sum));
}

/** Greedy decoding as it is defined, one window, one step at a time. */
export async function decodeSlowly(
  scores: Scores,
  frames: readonly Float32Array[],
  { vocabulary, blank, most }: { vocabulary: number; blank: number; most: number },
): Promise<ReferenceText> {
  const text: ReferenceText = { tokens: [], frames: [], durations: [], logProbs: [] };
  let t = 0;
  let here = 0;
  while (t < frames.length) {
    const all = await scores(frames[t], text.tokens);
    const token = highest(all.subarray(0, vocabulary));
    const duration = all.length > vocabulary ? highest(all.subarray(vocabulary)) : 0;
    if (token !== blank) {
      text.tokens.push(token);
      text.frames.push(t);
      text.durations.push(duration);
      text.logProbs.push(logSoftmax(all.subarray(0, vocabulary))[token]);
      here += 1;
    }
    const step = duration > 0 ? duration : token === blank || here === most ? 1 : 0;
    if (step > 0) here = 0;
    t += step;
  }
  return text;
}
