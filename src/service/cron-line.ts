import { shellWord } from '../domain/shell-word.js';
import type { ServiceSpec } from './service-file.js';

/**
 * A line for crontab that processes what is there every quarter of an hour (crontab(5)): a percent sign would end the command
 * there. Pure.
 */
export function cronLine({ command, environment }: ServiceSpec): string {
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${shellWord(value)}`);
  const words = [...variables, ...command.map(shellWord), '--once', '--quiet'];
  return `*/15 * * * * ${words.join(' ').replaceAll('%', '\\%')}`;
}
