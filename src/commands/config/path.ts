import type { CommandContext } from '../../context.js';
import { printJson, writeLine } from '../../report/output.js';

/** `scribe config path` */
export function printConfigPath(context: CommandContext): void {
  const { configFile } = context.folders;
  if (context.json) return printJson(context, { file: configFile });
  writeLine(context.out, configFile);
}
