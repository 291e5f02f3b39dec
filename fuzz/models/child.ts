import { toPlainError } from '../../src/errors.js';
import { runModel, type Use } from './run-model.js';

// Entry point of a process that uses damaged models one after another, until one of them ends it.
process.on('message', async (use: Use) => {
  let answer: unknown;
  try {
    answer = { faults: await runModel(use) };
  } catch (thrown) {
    answer = { error: toPlainError(thrown) };
  }
  process.send!({ ...(answer as object), rss: process.memoryUsage().rss });
});
process.on('disconnect', () => process.exit());
