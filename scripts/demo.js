// The main job on the sample meeting, in a store of its own that is thrown away: enroll, ingest, print.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const example = (name) => join(root, 'examples', name);
const home = mkdtempSync(join(tmpdir(), 'scribe-demo-store-'));
const out = mkdtempSync(join(tmpdir(), 'scribe-demo-'));

function scribe(args, options = {}) {
  return execFileSync(process.execPath, [join(root, 'bin', 'scribe.js'), ...args], {
    env: { ...process.env, SCRIBE_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    ...options,
  });
}

try {
  for (const [name, file] of [
    ['Maya', 'voice-maya.ogg'],
    ['Tom', 'voice-tom.ogg'],
    ['Angus', 'voice-angus.ogg'],
  ]) {
    console.log(`$ scribe speakers enroll ${name} examples/${file} --consent`);
    process.stdout.write(scribe(['speakers', 'enroll', name, example(file), '--consent']));
  }
  console.log('\n$ scribe ingest examples/standup.ogg');
  scribe(['ingest', example('standup.ogg'), '--out', out], { stdio: ['ignore', 'inherit', 'inherit'] });
  const [meeting] = JSON.parse(scribe(['meetings', 'list', '--json']));
  console.log(`\n$ scribe transcript ${meeting.id} --format txt\n`);
  process.stdout.write(scribe(['transcript', meeting.id, '--format', 'txt']));
  console.log(`\nThe files are in ${join(out, 'standup')}`);
} finally {
  rmSync(home, { recursive: true, force: true });
}
