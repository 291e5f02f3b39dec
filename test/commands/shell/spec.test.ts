import { expect, it } from 'vitest';
import { createProgram } from '../../../src/cli/program.js';
import { commandsBelow } from '../../../src/commands/shell/program-spec.js';
import { printSpec } from '../../../src/commands/shell/spec.js';
import { createTestContext } from '../../command-context.js';

const spec = createProgram(new AbortController().signal).describe();

it('scribe spec --json says what the help says', () => {
  const context = createTestContext({ json: true });
  printSpec(context, spec);
  const printed = JSON.parse(context.printed.out) as typeof spec;
  context.remove();
  const ingest = commandsBelow(printed).find(({ path }) => path === 'scribe ingest')!;
  expect(ingest.arguments).toMatchObject([{ name: 'recording', variadic: true, required: false }]);
  expect(ingest.options.find(({ long }) => long === '--style')).toMatchObject({
    flags: '--style <style>',
    value: { name: 'style', required: true, variadic: false, choices: ['verbatim', 'clean'] },
    default: 'verbatim',
    environment: 'SCRIBE_STYLE',
    setting: 'style',
  });
  expect(ingest.options.find(({ long }) => long === '--threads')).toMatchObject({
    default: null,
    value: { expects: 'a whole number from 1 to 256' },
  });
  expect(printed.exitStatuses).toContainEqual({ status: 3, when: 'recording unreadable' });
  expect(printed.options.map(({ long }) => long)).toContain('--json');
});

it('scribe spec has a line for each command', () => {
  const context = createTestContext();
  printSpec(context, spec);
  const lines = context.printed.out.trim().split('\n');
  context.remove();
  expect(lines.some((line) => /^scribe speakers enroll +learn a voice/.test(line))).toBe(true);
  expect(lines.some((line) => /^scribe speakers +/.test(line) && !/^scribe speakers \w/.test(line))).toBe(
    false,
  );
});
