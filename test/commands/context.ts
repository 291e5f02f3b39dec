import { join } from 'node:path';
import type { CommandContext } from '../../src/commands/context.js';
import { resolveSettings } from '../../src/config/resolve-settings.js';

/** A command's outside world inside a folder, with what it writes. */
export function createTestContext(home: string, more: Partial<CommandContext> = {}) {
  const text = { out: '', err: '' };
  const stream = (name: keyof typeof text) =>
    ({ write: (piece: string) => (text[name] += piece) }) as unknown as NodeJS.WriteStream;
  const context: CommandContext = {
    settings: resolveSettings({ flags: {}, environment: {}, file: null }),
    folders: {
      home,
      cache: join(home, 'cache'),
      models: join(home, 'models'),
      configFile: join(home, 'config.yaml'),
    },
    environment: {},
    signal: new AbortController().signal,
    out: stream('out'),
    err: stream('err'),
    json: false,
    quiet: false,
    now: () => '2026-11-21T12:00:00.000Z',
    clock: () => performance.now(),
    newId: () => 'id',
    confirm: null,
    ...more,
  };
  return { context, text };
}
