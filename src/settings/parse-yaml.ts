import { parse } from 'yaml';

/**
 * The value of a YAML document. A module of its own, to be loaded only where there is something to parse.
 * @throws YAMLParseError
 */
export function parseYaml(text: string): unknown {
  return parse(text);
}
