/**
 * Asks the registry for known weaknesses of the packages that a user installs, and fails for each that audit.json does
 * not explain. Where the registry does not answer, it says so and fails nothing.
 * Run: npm run audit
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { advisoriesIn, type Explained, judgeAudit } from './judge-audit.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const explained = JSON.parse(readFileSync(join(root, 'audit.json'), 'utf8')) as readonly Explained[];
const { stdout } = spawnSync('npm', ['audit', '--omit', 'dev', '--json'], {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 64e6,
  shell: process.platform === 'win32',
});
const advisories = advisoriesIn(stdout);
if (advisories === null)
  console.log('The registry was not asked: it does not answer. Nothing is known of its advisories.');
else {
  const { unexplained, stale } = judgeAudit(advisories, explained);
  for (const { id, severity, title, package: name } of unexplained)
    console.error(`${id}: ${name}, ${severity}: ${title}`);
  for (const id of stale)
    console.error(`${id} is explained in audit.json, and no longer reported: remove it there`);
  console.log(`${advisories.length} advisories, ${unexplained.length} unexplained`);
  if (unexplained.length + stale.length > 0) process.exitCode = 1;
}
