import type { CommandContext } from '../../context.js';
import { writeText } from '../../report/output.js';
import { bashCompletion } from './bash.js';
import { fishCompletion } from './fish.js';
import type { ProgramSpec } from './program-spec.js';
import type { shells } from './shells.js';
import { zshCompletion } from './zsh.js';

type Shell = (typeof shells)[number];

const scripts: Readonly<Record<Shell, (spec: ProgramSpec) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** `scribe completion SHELL`: the script, on standard output. */
export function printCompletion(context: CommandContext, spec: ProgramSpec, shell: Shell): void {
  writeText(context.out, scripts[shell](spec));
}
