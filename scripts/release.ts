/**
 * Makes a release of what is committed, and publishes nothing: builds the package twice from clean copies and compares
 * the two byte for byte, then writes it with its SBOM, its part of the changelog, and SHA256SUMS.
 * Run: npm run release -- [FOLDER]   (release/ without FOLDER)
 */
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { changesOf } from './changes-of.js';
import { makeSbom, sourceDate } from './sbom.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = resolve(process.argv[2] ?? join(root, 'release'));

const run = (command: string, args: readonly string[], cwd: string): string =>
  execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 64e6,
    shell: process.platform === 'win32',
  });

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { version: string };
assert.equal(run('git', ['status', '--porcelain'], root), '', 'commit or remove what is not committed first');
assert.equal(
  lock.version,
  version,
  'package-lock.json has another version than package.json: run npm install',
);
assert.equal(
  run('git', ['tag', '--list', `v${version}`], root),
  '',
  `v${version} was released before: raise the version in package.json`,
);
const changes = changesOf(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'), version);
assert.ok(changes, `CHANGELOG.md has nothing under [${version}], nor under [Unreleased]`);

/** Builds and packs the commit in a folder of its own. @returns the path of the package */
function pack(folder: string): string {
  mkdirSync(folder);
  run(
    'git',
    ['-c', 'core.autocrlf=false', 'archive', '--format=tar', '-o', join(folder, 'source.tar'), 'HEAD'],
    root,
  );
  run('tar', ['-xf', 'source.tar'], folder);
  rmSync(join(folder, 'source.tar'));
  // Modules that compile themselves are none of what is packed.
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  run('npm', ['pack', '--silent'], folder);
  return join(folder, `scribe-${version}.tgz`);
}

const scratch = mkdtempSync(join(tmpdir(), 'scribe-release-'));
try {
  const [first, second] = ['a', 'b'].map((name) => {
    console.log(`building ${version} in a clean copy`);
    return pack(join(scratch, name));
  });
  assert.equal(hashOf(second), hashOf(first), 'two builds of one commit differ');

  assert.ok(!existsSync(target), `${target} is there already: remove it, or name another folder`);
  mkdirSync(target, { recursive: true });
  const files: Record<string, () => void> = {
    [`scribe-${version}.tgz`]: () => cpSync(first, join(target, `scribe-${version}.tgz`)),
    'sbom.cdx.json': () => writeFileSync(join(target, 'sbom.cdx.json'), makeSbom(root, sourceDate(root))),
    'CHANGES.md': () => writeFileSync(join(target, 'CHANGES.md'), changes),
  };
  for (const write of Object.values(files)) write();
  const sums = Object.keys(files).map((name) => `${hashOf(join(target, name))}  ${name}\n`);
  writeFileSync(join(target, 'SHA256SUMS'), sums.join(''));
  console.log(`\n${target}: two builds gave the same bytes\n\n${sums.join('')}`);
  console.log(
    'Nothing was published. To do that: sign SHA256SUMS, tag the commit, and upload the four files.',
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
