import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    // Networks share the processor: two files at a time keep the machine busy without starving each other.
    maxWorkers: 2,
    // Only what hangs is ended: a machine that does other work must not make a test fail.
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});
