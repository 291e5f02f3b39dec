// Preloaded into the program: kills it, or makes it wait, just before it does something to a file or to the store.
// STOP_AT   what to stop at: `COUNT PATTERN`, the COUNTth action (from 1) whose line matches the pattern; a line is
//           `mkdir PATH`, `rename PATH`, `rm PATH`, `open PATH` (for writing) or `exec SQL`.
// STOP_WAIT a file: instead of being killed the program makes `FILE.reached` and goes on when FILE is there.
const fs = require('node:fs');
const { isMainThread } = require('node:worker_threads');
const { syncBuiltinESMExports } = require('node:module');

const [count, ...rest] = (process.env.STOP_AT ?? '').split(' ');
const pattern = new RegExp(rest.join(' '));
let seen = 0;
let stopping = false;

function stop(line) {
  if (stopping || !pattern.test(line) || ++seen !== Number(count)) return;
  stopping = true;
  const wait = process.env.STOP_WAIT;
  if (!wait) process.kill(process.pid, 'SIGKILL');
  else {
    fs.writeFileSync(`${wait}.reached`, '');
    const pause = new Int32Array(new SharedArrayBuffer(4));
    while (!fs.existsSync(wait)) Atomics.wait(pause, 0, 0, 20);
  }
}

if (isMainThread && process.env.STOP_AT) {
  const watch = (object, name, lineOf) => {
    const original = object[name];
    object[name] = function (...args) {
      const line = lineOf(...args);
      if (line) stop(line);
      return original.apply(this, args);
    };
  };
  for (const object of [fs, fs.promises])
    for (const name of ['mkdir', 'rename', 'rm', 'mkdirSync', 'renameSync', 'rmSync'])
      if (object[name])
        watch(
          object,
          name,
          (path, to) => `${name.replace('Sync', '')} ${name.startsWith('rename') ? to : path}`,
        );
  watch(fs.promises, 'open', (path, flags) => (/[wa+]/.test(String(flags)) ? `open ${path}` : null));
  watch(require('better-sqlite3').prototype, 'exec', (sql) => `exec ${sql}`);
  syncBuiltinESMExports();
}
