import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { assumptions, planFor, sizingFile, sizingPage } from '../../scripts/sizing.js';

describe('docs/sizing.md', () => {
  it('has the tables that its numbers give', () => {
    const page = readFileSync(sizingFile, 'utf8');
    expect(page === sizingPage(), 'docs/sizing.md is stale: run `npm run docs:sizing`').toBe(true);
  });

  it('grows with the hours, and in nothing else', () => {
    const [small, large] = [planFor(1000), planFor(1_000_000)];
    for (const [i, table] of large.tables.entries()) {
      const factor = table.bytes / small.tables[i].bytes;
      expect(factor, table.name).toBeGreaterThan(999);
      expect(factor, table.name).toBeLessThan(1001);
    }
    expect(large.databaseBytes / small.databaseBytes).toBeCloseTo(1000, 0);
  });

  it('has enough cores for all of it', () => {
    for (const hours of [1, 5000, 1_000_000]) {
      const { cores, machines } = planFor(hours);
      const { days, busy, cpuSeconds, coresOfMachine } = assumptions;
      const work = hours * cpuSeconds;
      const time = days * 86_400 * busy;
      expect(cores * time).toBeGreaterThanOrEqual(work);
      expect((cores - 1) * time).toBeLessThan(work);
      expect(machines * coresOfMachine).toBeGreaterThanOrEqual(cores);
    }
  });

  it('divides what passes the limits, into parts of a size that can be handled', () => {
    const partsOf = (hours: number) =>
      planFor(hours)
        .tables.filter(({ parts }) => parts > 1)
        .map(({ name }) => name);
    expect(partsOf(10_000)).toEqual([]);
    expect(partsOf(90_000)).toEqual([]);
    expect(partsOf(100_000)).toEqual(['transcript_segments']);
    expect(partsOf(1_000_000)).toEqual(['transcript_segments']);
    for (const hours of [100_000, 300_000, 1_000_000]) {
      const turns = planFor(hours).tables[0];
      expect(Math.log2(turns.parts) % 1).toBe(0);
      expect(turns.bytes / turns.parts).toBeLessThanOrEqual(assumptions.partBytes);
      expect(turns.rows / turns.parts).toBeLessThan(assumptions.dividedAbove.rows);
    }
  });
});
