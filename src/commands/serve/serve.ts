import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { CommandContext } from '../../context.js';
import { toPlainError } from '../../errors.js';
import { openSpool } from '../../ingest/spool.js';
import { openInBrowser } from '../../platform/open-in-browser.js';
import { describeError } from '../../report/describe.js';
import { printJson, writeLine, writeText } from '../../report/output.js';
import { createAnswer } from '../../serve/routes.js';
import { startServer } from '../../serve/server.js';
import { openSounds } from '../../serve/sound.js';
import { withStore } from '../with-store.js';
import { createChanger } from './change-meetings.js';

export interface ServeOptions {
  readonly port?: number;
  readonly open?: boolean;
}

/** `scribe serve`: the meetings of the store in a browser of this machine, until Ctrl-C. */
export async function serve(
  context: CommandContext,
  { port = 0, open = false }: ServeOptions,
): Promise<void> {
  const { settings, folders, signal, zone, err } = context;
  const { ffmpeg, style } = settings.values;
  return withStore(context, async (store, changes) => {
    const spool = openSpool(folders.cache);
    const token = randomBytes(24).toString('base64url');
    const answer = createAnswer({
      store,
      style,
      zone,
      sounds: openSounds(() => spool.folder(), ffmpeg, signal),
      ...createChanger(context, store, changes),
    });
    try {
      const server = await startServer(port, token, answer, (thrown) =>
        writeText(err, `${describeError(toPlainError(thrown))}\n`),
      );
      const url = `http://127.0.0.1:${server.port}/?token=${token}`;
      if (context.json) printJson(context, { url, port: server.port });
      else writeLine(context.out, url);
      if (!context.quiet) writeLine(err, 'Only this machine can open it. Stop with Ctrl-C.');
      if (open) await openInBrowser(url, context.environment);
      if (!signal.aborted) await once(signal, 'abort');
      await server.close();
    } finally {
      spool.close();
    }
  });
}
