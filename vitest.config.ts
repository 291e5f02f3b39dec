import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    // Networks share the processor: two files at a time keep the machine busy without starving each other.
    maxWorkers: 2,
    testTimeout: 60_000,
  },
});
