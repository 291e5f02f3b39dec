import { spawn } from 'node:child_process';

/** How a program ended. */
export interface CommandEnd {
  /** Null: it ended with status 0. Else why not, to follow a colon. */
  readonly problem: string | null;
  /** The end of what it printed, on both streams. */
  readonly output: string;
}

/** Characters of the output that are kept: the end says what went wrong. */
const longestOutput = 4000;
/** Milliseconds that a program gets to end after it was asked to. */
const patience = 2000;

/**
 * Runs a program without a shell, hands it a text, and waits until it ends. One that takes too long is ended, with the
 * programs that it has started. Does not throw.
 *
 * @param timeout milliseconds.
 */
export function runCommand(
  [program, ...args]: readonly string[],
  input: string,
  options: {
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly timeout: number;
    readonly signal: AbortSignal;
  },
): Promise<CommandEnd> {
  return new Promise((resolve) => {
    let output = '';
    let problem: string | null = null;
    const child = spawn(program, args, {
      env: options.env,
      stdio: ['pipe', 'pipe', 'pipe'],
      // A group of its own can be ended as a whole, and Ctrl-C does not reach it behind our back.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    const kill = (signal: NodeJS.Signals) => {
      try {
        if (process.platform === 'win32' || child.pid === undefined) child.kill(signal);
        else process.kill(-child.pid, signal);
      } catch {
        // It has ended meanwhile.
      }
    };
    let last: NodeJS.Timeout | undefined;
    const stop = (why: string) => {
      problem ??= why;
      kill('SIGTERM');
      last = setTimeout(() => kill('SIGKILL'), patience);
    };
    const timer = setTimeout(() => stop(`it took longer than ${options.timeout / 1000} s`), options.timeout);
    const interrupt = () => stop('interrupted');
    options.signal.addEventListener('abort', interrupt, { once: true });
    const finish = (why: string | null) => {
      clearTimeout(timer);
      clearTimeout(last);
      options.signal.removeEventListener('abort', interrupt);
      resolve({ problem: problem ?? why, output: output.trim() });
    };
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-longestOutput);
      });
    child.on('error', (error) => finish(error.message));
    child.on('close', (status, signal) =>
      finish(status === 0 ? null : signal ? `it was ended by ${signal}` : `it ended with status ${status}`),
    );
    // It need not read what it is told.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    if (options.signal.aborted) interrupt();
  });
}
