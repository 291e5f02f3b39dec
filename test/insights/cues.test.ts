import { expect, it } from 'vitest';
import { cuesOf } from '../../src/insights/cues/cues-of.js';

// Each is compiled when it is first used: one that nobody uses in a test would be wrong without notice.
it.each(['de', 'en', 'es', 'fr', 'it', 'ja', 'nl', 'pl', 'pt', 'zh'])(
  'has expressions of %s that are right, and each of them once',
  (language) => {
    const cues = cuesOf(language);
    if (!cues) throw new Error(`there are no cues of ${language}`);
    expect(Object.keys(cues)).toHaveLength(12);
    for (const expression of Object.values(cues)) expect(expression).toBeInstanceOf(RegExp);
    expect(cues.decided).toBe(cues.decided);
    expect(cues.decided.test('')).toBe(false);
  },
);
