/**
 * The classes of a powerset network: one for every set of local speakers who may speak at once, smaller sets first and
 * then in the order of their members: {}, {0}, {1}, {2}, {0, 1}, {0, 2}, {1, 2} for three speakers of whom two speak
 * together (Plaquet and Bredin, "Powerset multi-class cross entropy loss for neural speaker diarization", 2023). Pure.
 */
export function listPowerset(speakers: number, together: number): readonly (readonly number[])[] {
  let ofSize: readonly (readonly number[])[] = [[]];
  const classes = [...ofSize];
  for (let size = 1; size <= together; size++) {
    ofSize = ofSize.flatMap((set) =>
      Array.from({ length: speakers }, (_, speaker) => speaker)
        .filter((speaker) => speaker > (set.at(-1) ?? -1))
        .map((speaker) => [...set, speaker]),
    );
    classes.push(...ofSize);
  }
  return classes;
}

/**
 * How probable it is that each speaker speaks: the sum of the probabilities of all classes that hold the speaker. Pure.
 * @param scores logits or log probabilities, [frames, classes]
 * @returns [frames, speakers]
 */
export function speakerProbabilities(
  scores: Float32Array,
  classes: readonly (readonly number[])[],
  speakers: number,
): Float32Array {
  const count = classes.length;
  const frames = scores.length / count;
  const out = new Float32Array(frames * speakers);
  const odds = new Float64Array(count);
  for (let f = 0; f < frames; f++) {
    let highest = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < count; c++) highest = Math.max(highest, scores[f * count + c]);
    let sum = 0;
    for (let c = 0; c < count; c++) {
      odds[c] = Math.exp(scores[f * count + c] - highest);
      sum += odds[c];
    }
    for (let c = 0; c < count; c++)
      for (const speaker of classes[c]) out[f * speakers + speaker] += odds[c] / sum;
  }
  return out;
}
