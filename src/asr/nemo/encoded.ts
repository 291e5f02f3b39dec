/** What the encoder heard in one window. */
export interface Encoded {
  /** [length, width] */
  readonly frames: Float32Array;
  readonly length: number;
}
