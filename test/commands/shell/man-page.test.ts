import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../../src/cli/program.js';
import { printManual } from '../../../src/commands/shell/man.js';
import { commandPage, programPage } from '../../../src/commands/shell/man-page.js';
import { commandsBelow } from '../../../src/commands/shell/program-spec.js';
import { createTestContext } from '../../command-context.js';

const spec = createProgram(new AbortController().signal).describe();
const commands = commandsBelow(spec);

describe('the manual page', () => {
  it('names every command and every flag', () => {
    const page = programPage(spec).replaceAll('\\-', '-');
    for (const { usage, options, commands: inside } of commands) {
      if (inside.length > 0) continue;
      expect(page).toContain(`.SS ${usage}`);
      for (const { flags } of options) expect(page).toContain(`.B ${flags}`);
    }
  });

  it('begins no line with a dot or a quote that is not a request', () => {
    const odd = { ...spec, description: '.PP is a request', commands: [] };
    expect(programPage(odd)).toContain('\n\\&.PP is a request\n');
  });

  const groff = spawnSync('groff', ['--version']).status === 0;
  if (!groff) console.log('skipped: groff is not installed');
  it.skipIf(!groff)('is one that groff reads without a warning', () => {
    for (const page of [programPage(spec), ...commands.map((command) => commandPage(command, spec))]) {
      const { stdout, stderr } = spawnSync('groff', ['-man', '-Tutf8', '-ww', '-z'], {
        input: page,
        encoding: 'utf8',
      });
      expect(stderr + stdout).toBe('');
    }
  });
});

it('of a command that is not there is refused', () => {
  const context = createTestContext();
  expect(() => printManual(context, spec, ['speakers', 'enrol'])).toThrow(/scribe speakers enrol/);
  context.remove();
});
