import { describe, expect, it } from 'vitest';
import { matrixSpeedDefaults, measureMatrixSpeed } from '../../src/onnx/matrix-speed.js';

describe('the measured speed', () => {
  it('is the work of one product over the shortest of the runs', async () => {
    const { frames, width, inner, runs } = matrixSpeedDefaults;
    // The clock is read before and after each run: these last 50, 20, 50, 50 and 50 ms.
    const lengths = [50, 20, 50, 50, 50];
    let reading = 0;
    let now = 0;
    const clock = () => {
      if (reading % 2 === 1) now += lengths[(reading - 1) / 2];
      reading++;
      return now;
    };
    const speed = await measureMatrixSpeed(1, clock);
    expect(reading).toBe(2 * runs);
    expect(speed).toBeCloseTo((2 * frames * width * inner) / 0.02 / 1e9, 6);
  });

  it('on this machine is one that exists', async () => {
    const speed = await measureMatrixSpeed(1, () => performance.now());
    expect(speed).toBeGreaterThan(0.1);
    expect(speed).toBeLessThan(100_000);
  });
});
