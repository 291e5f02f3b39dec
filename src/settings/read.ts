import { readFileSync, statSync } from 'node:fs';
import type { YAMLParseError } from 'yaml';
import { ScribeError } from '../errors.js';
import { expandHome, readFolders } from './folders.js';
import { type ResolvedSettings, resolveSettings } from './resolve.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Settings from flags, the environment and the config file (YAML or JSON), each with its source. */
export async function readSettings(
  flags: Readonly<Record<string, unknown>>,
  environment: Environment,
): Promise<ResolvedSettings> {
  const { configFile } = readFolders(environment);
  const values = await readConfigFile(configFile, Boolean(environment.SCRIBE_CONFIG?.trim()));
  return withHome(resolveSettings({ flags, environment, file: values && { path: configFile, values } }));
}

/**
 * Settings for a command that must run even when they cannot be read, because it repairs them: as many as can be read,
 * and what is wrong with the others. A wrong flag still throws.
 */
export async function readUsableSettings(
  flags: Readonly<Record<string, unknown>>,
  environment: Environment,
): Promise<{ readonly settings: ResolvedSettings; readonly problem: ScribeError | null }> {
  try {
    return { settings: await readSettings(flags, environment), problem: null };
  } catch (problem) {
    if (!(problem instanceof ScribeError)) throw problem;
    for (const usable of [environment, {}])
      try {
        return { settings: withHome(resolveSettings({ flags, environment: usable, file: null })), problem };
      } catch {
        // Try with less.
      }
    throw problem;
  }
}

/** A path may begin with `~`: in a file, no shell has expanded it. */
function withHome(resolved: ResolvedSettings): ResolvedSettings {
  const { out, ffmpeg, calendar, keyFile } = resolved.values;
  const expanded = {
    out: out && expandHome(out),
    ffmpeg: ffmpeg && expandHome(ffmpeg),
    calendar: calendar && expandHome(calendar),
    keyFile: keyFile && expandHome(keyFile),
  };
  return { ...resolved, values: { ...resolved.values, ...expanded } };
}

async function readConfigFile(path: string, required: boolean): Promise<Record<string, unknown> | null> {
  let content: string;
  try {
    refusePipe(path);
    content = readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof ScribeError) throw cause;
    if (!required && ['ENOENT', 'ENOTDIR'].includes((cause as NodeJS.ErrnoException).code ?? '')) return null;
    throw new ScribeError('USAGE', `Reading the settings from ${path} failed: ${(cause as Error).message}`, {
      hint: 'Check the path and its permissions, or unset SCRIBE_CONFIG.',
      cause,
    });
  }
  const { parseYaml } = await import('./parse-yaml.js');
  let parsed: unknown;
  try {
    parsed = parseYaml(content);
  } catch (cause) {
    throw new ScribeError('USAGE', `Reading the settings: ${path} is not valid YAML${placeInYaml(cause)}.`, {
      hint: 'Write one `name: value` per line, for instance `language: en`.',
      cause,
    });
  }
  if (parsed === null || parsed === undefined) return null;
  if (typeof parsed !== 'object' || Array.isArray(parsed))
    throw new ScribeError('USAGE', `Reading the settings: ${path} has no \`name: value\` lines.`, {
      hint: 'Write one setting per line, for instance `language: en`.',
    });
  return parsed as Record<string, unknown>;
}

/** ` (line 3, column 5)`; empty if the parser does not say. */
export function placeInYaml(problem: unknown): string {
  const isOfYaml = problem instanceof Error && problem.name === 'YAMLParseError';
  const place = isOfYaml ? (problem as YAMLParseError).linePos?.[0] : undefined;
  return place ? ` (line ${place.line}, column ${place.col})` : '';
}

/** A pipe that a shell made (`<(...)`) has a writer. Any other may never get one, and reading it would hang. */
function refusePipe(path: string): void {
  if (path.startsWith('/dev/fd/') || !statSync(path).isFIFO()) return;
  throw new ScribeError('USAGE', `Reading the settings from ${path} failed: it is a pipe, not a file.`, {
    hint: 'Name a file, or unset SCRIBE_CONFIG.',
  });
}
