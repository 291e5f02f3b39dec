import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { v7 } from 'uuid';
import type { CommandContext } from '../src/context.js';
import type { CatalogModel } from '../src/models/catalog.js';
import { readFolders } from '../src/settings/folders.js';
import { resolveSettings } from '../src/settings/resolve.js';

/** What a command is given in a test: a home of its own, and what it printed. */
export interface TestContext extends CommandContext {
  readonly home: string;
  readonly printed: { out: string; err: string };
  remove(): void;
}

export function createTestContext(
  options: {
    readonly flags?: Record<string, unknown>;
    readonly json?: boolean;
    readonly confirm?: CommandContext['confirm'];
    readonly secrets?: Partial<CommandContext['secrets']>;
    readonly askSecret?: CommandContext['askSecret'];
    /** A folder that the test removes itself. */
    readonly home?: string;
  } = {},
): TestContext {
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'scribe-command-'));
  const printed = { out: '', err: '' };
  const stream = (name: 'out' | 'err') => ({
    isTTY: false,
    write(text: string) {
      printed[name] += text;
      return true;
    },
    writeBytes(bytes: Uint8Array) {
      printed[name] += new TextDecoder().decode(bytes);
      return true;
    },
  });
  return {
    home,
    printed,
    settings: resolveSettings({ flags: options.flags ?? {}, environment: {}, file: null }),
    settingsProblem: null,
    folders: readFolders({ SCRIBE_HOME: home }),
    environment: {},
    signal: new AbortController().signal,
    stopping: new AbortController().signal,
    out: stream('out'),
    err: stream('err'),
    screen: process.stderr,
    json: options.json ?? false,
    quiet: false,
    liveView: true,
    now: () => '2026-01-01T00:00:00.000Z',
    zone: 'UTC',
    clock: () => performance.now(),
    newId: () => v7(),
    commandLine: () => new Uint8Array(),
    confirm: options.confirm ?? null,
    secrets: { SCRIBE_PASSPHRASE: undefined, SCRIBE_NEW_PASSPHRASE: undefined, ...options.secrets },
    askSecret: options.askSecret ?? null,
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}

export const sha256 = (content: string | Buffer): string =>
  createHash('sha256').update(content).digest('hex');

/** A catalog entry whose files have the contents given here, pinned unless their names begin with `?`. */
export function catalogModel(
  name: string,
  contents: Readonly<Record<string, string>>,
  entry: Partial<CatalogModel> = {},
): CatalogModel {
  return {
    name,
    task: 'recognition',
    architecture: 'whisper',
    summary: 'a test',
    advice: 'never',
    languages: ['en'],
    licence: 'MIT',
    rank: 1,
    cost: 1,
    memory: { bytes: 1e6, basis: 'estimated' },
    source: { kind: 'huggingface', repo: `somebody/${name}_timestamped`, revision: null },
    files: Object.entries(contents).map(([path, content]) =>
      path.startsWith('?')
        ? { path: path.slice(1), size: null, sha256: null }
        : { path, size: Buffer.byteLength(content), sha256: sha256(content) },
    ),
    parameters: {},
    ...entry,
  };
}

/** Writes files into a folder: path below it -> content. */
export function fill(folder: string, contents: Readonly<Record<string, string>>): string {
  for (const [path, content] of Object.entries(contents)) {
    const target = join(folder, path.replace(/^\?/, ''));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
  return folder;
}
