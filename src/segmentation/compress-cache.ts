/** What a speaker cache keeps when it is full. Names and values are those of the model's config.json. */
export interface CompressionPolicy {
  /** Rows that a full cache has. */
  readonly cacheLength: number;
  /** Rows of it, for each speaker, that hold silence. */
  readonly silencePerSpeaker: number;
  /** Probabilities below this count as this much in a score. */
  readonly scoreThreshold: number;
  /** What the newest rows have added to their scores. */
  readonly latestBoost: number;
  /** Shares of a speaker's rows: so many best ones are raised strongly, ... */
  readonly strongRate: number;
  /** ... so many are raised a little, ... */
  readonly weakRate: number;
  /** ... and from so many good ones on, the others are not wanted. */
  readonly minPositiveRate: number;
}

/** Rows of embeddings and how probable each speaker is in each. */
export interface ScoredRows {
  /** [rows, hidden] */
  readonly embeddings: Float32Array;
  /** [rows, speakers] */
  readonly activity: Float32Array;
}

/** Never taken. */
const refused = Number.NEGATIVE_INFINITY;

/**
 * Shrinks a speaker cache to the rows that show best who is who: the compression of the arrival-order speaker cache
 * (Medennikov et al., "Streaming Sortformer", 2025; `Nemotron3DiarizationSpeakerCache` in Hugging Face transformers). A row may
 * be kept once for every speaker that it shows. Rows come out speaker by speaker, in their order; what is not
 * taken by anybody is filled with silence. Pure.
 *
 * @param rows the cache, oldest first; the rows from `cacheLength` on are new
 * @param speakers how many the network tells apart
 * @param silence embedding of silence, [hidden]
 * @returns `cacheLength` rows
 */
export function compressCache(
  rows: ScoredRows,
  speakers: number,
  silence: Float32Array,
  policy: CompressionPolicy,
): ScoredRows {
  const { cacheLength, silencePerSpeaker } = policy;
  const hidden = silence.length;
  const count = rows.activity.length / speakers;
  const scores = scoreRows(rows.activity, speakers, policy);

  // Slots of a speaker: one for each row, then those of silence, which are always taken.
  const slots = count + silencePerSpeaker;
  const all = new Float32Array(speakers * slots).fill(Number.POSITIVE_INFINITY);
  for (const [speaker, own] of scores.entries()) all.set(own, speaker * slots);
  const kept = bestOf(all, cacheLength);

  const embeddings = new Float32Array(cacheLength * hidden);
  const activity = new Float32Array(cacheLength * speakers);
  for (let i = 0; i < cacheLength; i++) {
    const row = i < kept.length ? kept[i] % slots : count;
    if (row >= count) {
      embeddings.set(silence, i * hidden);
      continue;
    }
    embeddings.set(rows.embeddings.subarray(row * hidden, (row + 1) * hidden), i * hidden);
    activity.set(rows.activity.subarray(row * speakers, (row + 1) * speakers), i * speakers);
  }
  return { embeddings, activity };
}

/**
 * How much each speaker wants each row: the log odds of the speaker, less what others say in it. In float32, as the
 * reference has it. @returns [speakers][rows]; -Infinity where the speaker is silent, or has better rows
 */
function scoreRows(
  activity: Float32Array,
  speakers: number,
  policy: CompressionPolicy,
): readonly Float32Array[] {
  const { cacheLength, silencePerSpeaker, scoreThreshold, latestBoost } = policy;
  const count = activity.length / speakers;
  const scores = Array.from({ length: speakers }, () => new Float32Array(count).fill(refused));
  const silent = new Float32Array(speakers);
  for (let row = 0; row < count; row++) {
    let nobody = 0;
    for (let s = 0; s < speakers; s++) {
      silent[s] = Math.log(Math.max(1 - activity[row * speakers + s], scoreThreshold));
      nobody += silent[s];
    }
    for (let s = 0; s < speakers; s++) {
      const p = activity[row * speakers + s];
      if (p <= 0.5) continue;
      scores[s][row] = Math.log(Math.max(p, scoreThreshold)) - silent[s] + nobody - Math.log(0.5);
    }
  }
  const budget = Math.floor(cacheLength / speakers) - silencePerSpeaker;
  const enough = Math.floor(budget * policy.minPositiveRate);
  for (const own of scores) {
    if (own.filter((score) => score > 0).length >= enough)
      for (let row = 0; row < count; row++) if (own[row] <= 0) own[row] = refused;
    for (let row = cacheLength; row < count; row++) own[row] += latestBoost;
    for (const row of bestOf(own, Math.floor(budget * policy.strongRate))) own[row] += 2 * Math.LN2;
    for (const row of bestOf(own, Math.floor(budget * policy.weakRate))) own[row] += Math.LN2;
  }
  return scores;
}

/** Indices of the `count` highest scores above -Infinity, ascending; of equal ones the first. */
function bestOf(scores: Float32Array, count: number): number[] {
  const wanted: number[] = [];
  for (let i = 0; i < scores.length; i++) if (scores[i] !== refused) wanted.push(i);
  // Infinity less Infinity is no number, which leaves the order of the indices.
  wanted.sort((a, b) => scores[b] - scores[a] || a - b);
  return wanted.slice(0, count).sort((a, b) => a - b);
}
