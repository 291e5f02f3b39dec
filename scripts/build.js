// Compiles src/ into dist/, which it empties first: a file that was moved must not live on in a package. Then joins what a
// command loads into few files.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

// An unpacked package has no sources, and needs none.
if (existsSync(join(root, 'src'))) {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  execFileSync('tsc', ['-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  // What stands inside a page is read when one is made: it is no code of this program.
  for (const folder of ['browser', 'style'])
    cpSync(join(root, 'src', 'page', folder), join(root, 'dist', 'page', folder), {
      recursive: true,
      filter: (path) => !path.endsWith('tsconfig.json'),
    });
  const { bundle } = await import('./bundle.js');
  await bundle(root);
  const { writeHelp } = await import('./write-help.js');
  await writeHelp(pathToFileURL(join(root, 'dist', '/')));
}
