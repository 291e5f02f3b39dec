/** librosa's `hz_to_mel` and `mel_to_hz` (htk=False), by steps of equal width in mel. */
export function slaneyEdges(bins: number): number[] {
  const top = 15 + (27 * Math.log(8)) / Math.log(6.4);
  return Array.from({ length: bins + 2 }, (_, i) => {
    const mel = (top * i) / (bins + 1);
    return mel < 15 ? (200 * mel) / 3 : 1000 * 6.4 ** ((mel - 15) / 27);
  });
}

/** Triangles of area 1 over 257 frequencies, [257, bins]. */
export function slaneyBank(bins: number): Float64Array {
  const edges = slaneyEdges(bins);
  const bank = new Float64Array(257 * bins);
  for (let k = 0; k < 257; k++)
    for (let b = 0; b < bins; b++) {
      const [low, centre, high] = edges.slice(b, b + 3);
      const rising = (k * 31.25 - low) / (centre - low);
      const falling = (high - k * 31.25) / (high - centre);
      bank[k * bins + b] = (Math.max(0, Math.min(rising, falling)) * 2) / (high - low);
    }
  return bank;
}

/** The recipe written down literally: whole padded signal, direct transform of each frame, double precision. */
export function nemoMelSlowly(audio: Float32Array, bins: number, normalize: boolean): Float64Array {
  const padded = new Float64Array(audio.length + 512);
  for (let i = 0; i < audio.length; i++) padded[256 + i] = audio[i] - (i > 0 ? 0.97 * audio[i - 1] : 0);
  const bank = slaneyBank(bins);
  const cosines = Float64Array.from({ length: 512 }, (_, i) => Math.cos((2 * Math.PI * i) / 512));
  const hann = Float64Array.from({ length: 400 }, (_, i) => Math.sin((Math.PI * i) / 399) ** 2);
  const count = Math.floor(audio.length / 160);
  const out = new Float64Array(bins * count);
  for (let t = 0; t < count; t++) {
    const bands = new Float64Array(bins);
    for (let k = 0; k < 257; k++) {
      let re = 0;
      let im = 0;
      for (let i = 56; i < 456; i++) {
        const x = padded[t * 160 + i] * hann[i - 56];
        re += x * cosines[(k * i) % 512];
        im -= x * cosines[(k * i + 384) % 512];
      }
      for (let b = 0; b < bins; b++) bands[b] += bank[k * bins + b] * (re * re + im * im);
    }
    for (let b = 0; b < bins; b++) out[b * count + t] = Math.log(bands[b] + 2 ** -24);
  }
  if (!normalize) return out;
  for (let b = 0; b < bins; b++) {
    const row = out.subarray(b * count, (b + 1) * count);
    const mean = row.reduce((sum, x) => sum + x, 0) / count;
    const deviation = Math.sqrt(row.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (count - 1));
    row.forEach((x, t) => {
      row[t] = (x - mean) / (deviation + 1e-5);
    });
  }
  return out;
}
