import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { areas } from '../../fuzz/areas.js';
import { seedOf } from '../../fuzz/case.js';

/** How many cases of each area: some seconds of each. `npm run fuzz` runs as many as one wants. */
const cases: Readonly<Record<keyof typeof areas, number>> = {
  media: 30,
  markup: 40,
  sql: 40,
  archives: 60,
  models: 15,
  names: 12,
};

describe('hostile inputs', () => {
  it('have a number of cases here in every area', () => {
    expect(Object.keys(cases).sort()).toEqual(Object.keys(areas).sort());
  });

  it.each(Object.entries(cases))('of %s have no faults', async (name, count) => {
    const folder = mkdtempSync(join(tmpdir(), 'scribe-fuzz-'));
    const area = await areas[name]({ folder, keep: false });
    try {
      const faults: string[] = [];
      // Seeds of the first case on would run whole programs; the journeys of the tests do that.
      for (let i = 1; i <= count; i++) {
        const outcome = await area.run(seedOf(7, i));
        faults.push(...outcome.faults.map((fault) => `--only ${name} --replay ${seedOf(7, i)}: ${fault}`));
      }
      expect(faults).toEqual([]);
    } finally {
      await area.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
