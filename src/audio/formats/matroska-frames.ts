/** One piece of decoded sound, with the time that ffmpeg gave it. */
export interface Frames {
  /** Seconds on ffmpeg's clock. */
  readonly time: number;
  readonly channels: number;
  /** [frames, channels], full scale 1. The array is reused for the next piece. */
  readonly samples: Float32Array;
}

export interface FrameReader {
  /** Bytes of the stream, in pieces of any length. */
  push(bytes: Buffer): void;
  /** Whether the stream ended where an element ends. */
  complete(): boolean;
}

/** Element ids of Matroska (RFC 9559), with the bits that mark their length. */
const segment = 0x18538067;
const info = 0x1549a966;
const timestampScale = 0x2ad7b1;
const tracks = 0x1654ae6b;
const trackEntry = 0xae;
const audio = 0xe1;
const channelCount = 0x9f;
const cluster = 0x1f43b675;
const clusterTimestamp = 0xe7;
const blockGroup = 0xa0;
const block = 0xa1;
const simpleBlock = 0xa3;

const opened = new Set([segment, info, tracks, trackEntry, audio, cluster, blockGroup]);
const needed = new Set([timestampScale, channelCount, clusterTimestamp, block, simpleBlock]);

/** Nanoseconds per unit of time, unless the stream states it. */
const usualScale = 1_000_000;

/**
 * Reads what ffmpeg's Matroska muxer makes of one track of 32-bit float PCM (`-c:a pcm_f32le -f matroska`): among the
 * ways to get raw samples out of it through a pipe, the one that keeps the time of each piece. It understands only what
 * that muxer writes: one track, no lacing, times in clusters and blocks. Memory is constant.
 */
export function createFrameReader(onFrames: (frames: Frames) => void): FrameReader {
  let rest: Buffer = Buffer.alloc(0);
  let skipping = 0;
  let scale = usualScale;
  let channels = 0;
  let clusterTime = 0;
  let samples = new Float32Array(4096);

  function takeBlock(body: Buffer): void {
    // Track number (one byte), time relative to the cluster, flags.
    const time = ((clusterTime + body.readInt16BE(1)) * scale) / 1e9;
    const length = (body.length - 4) >> 2;
    if (samples.length < length) samples = new Float32Array(length);
    new Uint8Array(samples.buffer).set(body.subarray(4, 4 + length * 4));
    onFrames({ time, channels, samples: samples.subarray(0, length) });
  }

  function takeElement(id: number, body: Buffer): void {
    if (id === block || id === simpleBlock) takeBlock(body);
    else {
      const value = body.length === 0 ? 0 : Number(`0x${body.toString('hex')}`);
      if (id === clusterTimestamp) clusterTime = value;
      else if (id === channelCount) channels = value;
      else scale = value;
    }
  }

  return {
    push(bytes) {
      let at = Math.min(skipping, bytes.length);
      skipping -= at;
      if (skipping > 0) return;
      const all = rest.length > 0 ? Buffer.concat([rest, bytes.subarray(at)]) : bytes;
      if (rest.length > 0) at = 0;
      for (;;) {
        const idLength = ebmlNumberLength(all, at);
        const sizeLength = ebmlNumberLength(all, at + idLength);
        const bodyAt = at + idLength + sizeLength;
        if (idLength === 0 || sizeLength === 0 || bodyAt > all.length) break;
        const id = all.readUIntBE(at, idLength);
        // These may be of unknown size, which does not matter: their children follow.
        if (opened.has(id)) {
          at = bodyAt;
          continue;
        }
        const end = bodyAt + ebmlNumber(all, at + idLength, sizeLength);
        if (!needed.has(id)) {
          at = Math.min(end, all.length);
          skipping = end - at;
          if (skipping > 0) break;
          continue;
        }
        if (end > all.length) break;
        takeElement(id, all.subarray(bodyAt, end));
        at = end;
      }
      rest = Buffer.from(all.subarray(at));
    },
    complete: () => rest.length === 0 && skipping === 0,
  };
}

/** Bytes of the EBML number that begins here, by its leading zeros (RFC 8794, section 4); 0 when it is not there yet. */
export function ebmlNumberLength(bytes: Buffer, at: number): number {
  return at < bytes.length ? Math.clz32(bytes[at]) - 23 : 0;
}

/** An EBML number without the bit that marks its length. */
export function ebmlNumber(bytes: Buffer, at: number, length: number): number {
  let value = bytes[at] & (0xff >> length);
  for (let i = 1; i < length; i++) value = value * 256 + bytes[at + i];
  return value;
}
