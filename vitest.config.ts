import { defineConfig } from 'vitest/config';

// Tests open networks too: what onnxruntime would send is switched off before any of their processes starts.
process.env.ORT_DISABLE_TELEMETRY = '1';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: 'test/keep-compiled.ts',
    // Networks share the processor: two files at a time, and two programs in one, keep the machine busy without starving each other.
    maxWorkers: 2,
    maxConcurrency: 2,
    // Only what hangs is ended: a machine that does other work must not make a test fail.
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});
