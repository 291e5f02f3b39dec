import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../src/cli/program.js';
import { flagOf, isSecret, settingDefinitions, settingNames } from '../../src/settings/definitions.js';

const { command } = createProgram(new AbortController().signal);

function leaves(parent: Command, path: string[] = []): { path: string; command: Command }[] {
  return parent.commands.flatMap((child) => {
    const here = [...path, child.name()];
    return child.commands.length > 0 ? leaves(child, here) : [{ path: here.join(' '), command: child }];
  });
}

describe('the help and the README', () => {
  it.each(leaves(command).map(({ path, command: leaf }) => [path, leaf] as const))(
    '%s has a description, and so have its arguments and options',
    (_path, leaf) => {
      expect(leaf.description()).toBeTruthy();
      for (const argument of leaf.registeredArguments) expect(argument.description).toBeTruthy();
      for (const option of leaf.options) expect(option.description, option.flags).toBeTruthy();
    },
  );

  it('every setting has a flag with help on some command', () => {
    const flags = new Set(leaves(command).flatMap(({ command: leaf }) => leaf.options.map((o) => o.long)));
    for (const name of settingNames) {
      // Lists of processes show flags.
      if (isSecret(name)) expect(flags).not.toContain(flagOf(name));
      else expect(flags).toContain(flagOf(name));
      expect(settingDefinitions[name].help).toBeTruthy();
    }
  });

  it('former names of settings are flags that no help shows', () => {
    const [ingest] = command.commands.filter((c) => c.name() === 'ingest');
    const former = ingest.options.find(({ long }) => long === '--invented-words');
    expect(former?.hidden).toBe(true);
    expect(ingest.helpInformation()).toContain('--hallucinations <policy>');
    expect(ingest.helpInformation()).not.toContain('--invented-words');
  });

  it('no flag of a setting carries a default: it would beat the file', () => {
    const settings = new Set(settingNames.map(flagOf));
    for (const { command: leaf } of leaves(command))
      for (const option of leaf.options)
        if (settings.has(option.long ?? '')) expect(option.defaultValue, option.long).toBeUndefined();
  });
});
