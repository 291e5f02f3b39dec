// Sets up what a command of package.json needs: the packages, then a build that is newer than the sources.
// Plain JavaScript without imports from node_modules: it runs where nothing is installed yet.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const run = (command, args) =>
  execFileSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });

function newestChange(folder) {
  let newest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true }))
    if (entry.isFile())
      newest = Math.max(newest, statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs);
  return newest;
}

// An installed package has no sources: npm has put everything in its place.
if (existsSync(join(root, 'src'))) {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (
    !existsSync(installed) ||
    statSync(installed).mtimeMs + 1000 < statSync(join(root, 'package-lock.json')).mtimeMs
  )
    run('npm', ['ci']);

  const built = join(root, 'dist', 'start', 'main.js');
  if (!existsSync(built) || statSync(built).mtimeMs < newestChange(join(root, 'src')))
    run('npm', ['run', 'build']);
}
