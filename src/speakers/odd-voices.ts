import { normalize } from './embed-voice.js';
import type { VoiceSample } from './enroll-voice.js';
import { dot } from './voice-groups.js';

/**
 * The samples that are less like all others together, by cosine similarity, than one person's would be.
 *
 * @param threshold from which two voices are taken for one.
 */
export function oddVoices<Clip extends Pick<VoiceSample, 'embedding' | 'seconds'>>(
  clips: readonly Clip[],
  threshold: number,
): (Clip & { readonly likeness: number })[] {
  return clips.flatMap((clip) => {
    const { embedding } = clip;
    const others = clips.filter((other) => other !== clip && other.embedding);
    if (!embedding || others.length === 0) return [];
    const sum = new Float32Array(embedding.vector.length);
    for (const { embedding: other, seconds } of others)
      other!.vector.forEach((value, i) => {
        sum[i] += seconds * value;
      });
    const likeness = dot(embedding.vector, normalize(sum));
    return likeness < threshold ? [{ ...clip, likeness }] : [];
  });
}
