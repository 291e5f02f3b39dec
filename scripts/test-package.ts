/**
 * Packs scribe, installs the package in an empty folder, and runs it there: it must need nothing of the checkout, and
 * nothing of the network but the npm registry.
 * Run: npm run test:package   (about two minutes: better-sqlite3 may compile itself)
 */
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const checkout = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'scribe-package-')));
const installed = join(folder, 'node_modules', 'scribe');

/** The models are nearly all of it. */
const mostBytes = 115e6;
const needed = [
  'bin/scribe.js',
  'dist/cli/answer-at-once.js',
  'dist/start/LICENSES',
  'dist/start/help',
  'dist/start/main.cjs',
  'dist/start/main.js',
  'dist/pipeline/worker.js',
  'docs/reference.md',
  'examples/standup.ogg',
  'examples/voice-maya.ogg',
  'migrations/0001_recordings_and_meetings.sql',
  'models/campplus-zh-en/LICENSE',
  'models/campplus-zh-en/model.int8.onnx',
  'models/catalog.json',
  'models/segmentation-3.0/LICENSE',
  'models/segmentation-3.0/model.int8.onnx',
  'models/whisper-base/onnx/encoder_model.onnx',
  'models/whisper-tiny.en-scribe/onnx/encoder_model.onnx',
  'npm-shrinkwrap.json',
  'package.json',
  'scripts/demo.js',
  'CHANGELOG.md',
  'LICENSE',
  'NOTICE',
  'README.md',
  'SECURITY.md',
];
const unwanted = /^(src|test|bench|eval|node_modules)\/|\.map$|\.tsx?$|\.tgz$/;

function npm(args: readonly string[], cwd: string): string {
  console.log(`$ npm ${args.join(' ')}`);
  return execFileSync('npm', args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    // What `.npmrc` and `allowScripts` do for a checkout.
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
  });
}

/** What the demo prints, without what differs from run to run. */
const demo = (cwd: string): string =>
  npm(['run', '--silent', 'demo'], cwd)
    .replace(/\S*\/standup\b(?!\.)/g, 'OUT')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{8}\b/g, 'ID')
    .replaceAll(cwd, '')
    // Columns are as wide as the longest path.
    .replace(/ +/g, ' ')
    .replace(/[\d.]+x real time/g, 'N');

try {
  const packed = JSON.parse(npm(['pack', '--silent', '--json', '--pack-destination', folder], checkout));
  const [{ filename, size, files }] = (Array.isArray(packed) ? packed : Object.values(packed)) as {
    filename: string;
    size: number;
    files: { path: string }[];
  }[];
  const paths = files.map(({ path }) => path);
  assert.deepEqual(
    needed.filter((path) => !paths.includes(path)),
    [],
    'files that the package lacks',
  );
  assert.deepEqual(
    paths.filter((path) => unwanted.test(path)),
    [],
    'files that do not belong into the package',
  );
  assert.ok(size < mostBytes, `the package has ${size} bytes, more than ${mostBytes}`);

  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  npm(['install', '--no-audit', '--no-fund', join(folder, filename)], folder);
  const version = npm(['exec', '--no', '--', 'scribe', '--version'], folder).trim();
  assert.equal(version, JSON.parse(npm(['pkg', 'get', 'version'], checkout)));

  const printed = demo(installed);
  assert.match(printed, /^Maya: /m);
  assert.equal(printed, demo(checkout), 'the demo of the package prints something else');
  console.log(
    `ok: ${filename}, ${paths.length} files, ${(size / 1e6).toFixed(0)} MB, runs from where it is installed`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
