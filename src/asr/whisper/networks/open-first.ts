import { ScribeError } from '../../../errors.js';
import { type Feeds, openSession, type Session, type SessionOptions } from '../../../onnx/session.js';

/** A network of which several files may exist. */
export interface LadderSession extends Pick<Session, 'release'> {
  /** The session in use: another one after a first run that failed. */
  session(): Session;
  path(): string;
  run(feeds: Feeds, fetches?: readonly string[]): ReturnType<Session['run']>;
}

/**
 * Opens the first of the files that this runtime can open and run: some quantized networks cannot be opened, others fail
 * only when they are first run (an operator without a kernel for its types). What has run once is kept.
 *
 * @throws ScribeError MODEL that says of each file why it was no good; `run` may, too, the first time.
 */
export async function openFirst(paths: readonly string[], options: SessionOptions): Promise<LadderSession> {
  const failures: string[] = [];
  const waiting = [...paths];
  const reasonOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause));
  let session = await next();
  let proven = false;

  async function next(): Promise<Session> {
    while (waiting.length > 0) {
      try {
        return await openSession(waiting[0], options);
      } catch (cause) {
        failures.push(reasonOf(cause));
        waiting.shift();
      }
    }
    throw new ScribeError('MODEL', `No network of ${paths.length} can be used. ${failures.join(' ')}`, {
      hint: 'Run `scribe doctor` to check the installed models, or take another export of this model.',
    });
  }

  return {
    session: () => session,
    path: () => waiting[0],
    async run(feeds, fetches) {
      const run = () => (fetches ? session.run(feeds, [...fetches]) : session.run(feeds));
      while (!proven) {
        try {
          const out = await run();
          proven = true;
          return out;
        } catch (cause) {
          failures.push(`Running the network ${waiting.shift()} failed: ${reasonOf(cause)}`);
          await session.release();
          session = await next();
        }
      }
      return run();
    },
    release: () => session.release(),
  };
}
