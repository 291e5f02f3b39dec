import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { traceEvents } from '../../../src/commands/doctor/trace.js';
import { createTestContext, type TestContext } from '../../command-context.js';

const events = [
  '{"kind":"recording-started","path":"Canary.wav","index":0,"total":1,"time":"2026-01-05T10:00:00.000Z"}',
  '{"kind":"stage-started","stage":"decode","time":"2026-01-05T10:00:00.010Z"}',
  '{"kind":"stage-completed","stage":"decode","durationMs":40,"time":"2026-01-05T10:00:00.050Z"}',
].join('\n');

let context: TestContext;
let path: string;
beforeEach(() => {
  context = createTestContext();
  path = join(context.folders.home, 'events.ndjson');
});
afterEach(() => context.remove());

it('a trace goes to standard output, or into a file', async () => {
  writeFileSync(path, events);
  await traceEvents(context, path, {});
  const out = context.printed.out;
  expect(JSON.parse(out).traceEvents).toContainEqual(
    expect.objectContaining({ name: 'decode', ph: 'X', ts: 10_000, dur: 40_000 }),
  );
  expect(out).not.toContain('Canary');
  const file = join(context.folders.home, 'trace.json');
  await traceEvents(context, path, { out: file });
  expect(readFileSync(file, 'utf8')).toBe(out);
  expect(context.printed.out.slice(out.length)).toBe(`${file}: 1 stage of 1 recording\n`);
});

it('a last line that breaks off is left out with a warning', async () => {
  writeFileSync(path, `${events}\n{"kind":"stage-st`);
  await traceEvents(context, path, {});
  expect(context.printed.err).toContain('the last line of');
  expect(JSON.parse(context.printed.out).traceEvents.length).toBeGreaterThan(0);
});

it('a file that is not there, and a folder for a trace that is not there, are said', async () => {
  await expect(traceEvents(context, path, {})).rejects.toMatchObject({
    code: 'USAGE',
    message: `Reading ${path} failed: there is no such file.`,
  });
  await expect(traceEvents(context, context.folders.home, {})).rejects.toMatchObject({ code: 'USAGE' });
  writeFileSync(path, events);
  const out = join(context.folders.home, 'no-such-folder', 'trace.json');
  await expect(traceEvents(context, path, { out })).rejects.toMatchObject({
    code: 'OUTPUT',
    message: `Writing the trace ${out} failed: there is no such folder.`,
  });
});
