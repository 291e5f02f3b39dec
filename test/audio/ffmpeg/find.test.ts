import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareVersions, findFfmpeg } from '../../../src/audio/ffmpeg/find.js';
import { temporaryFolder } from '../media.js';

const at = temporaryFolder();

/** A program called ffmpeg that only knows its version. */
function fakeFfmpeg(folder: string, libavutil: string, mode = 0o755): string {
  mkdirSync(at(folder));
  const lines = `ffmpeg version ${folder} Copyright\\nlibavutil      ${libavutil} / ${libavutil}\\n`;
  writeFileSync(at(folder, 'ffmpeg'), `#!/bin/sh\nprintf '${lines}'\n`, { mode });
  return at(folder);
}

describe('findFfmpeg', () => {
  it('takes the bundled one when PATH has none', async () => {
    const found = await findFfmpeg({ searchPath: at('nowhere') });
    expect(found).toMatchObject({ source: 'bundled', version: expect.stringMatching(/\S/) });
    expect(found.libavutil[0]).toBeGreaterThanOrEqual(56);
  });

  it('takes the newer of the two', async () => {
    const newer = fakeFfmpeg('n7.1', '59. 39.100');
    const older = fakeFfmpeg('2.8.17', '54. 31.100');
    expect(await findFfmpeg({ searchPath: newer })).toEqual({
      path: at('n7.1', 'ffmpeg'),
      version: 'n7.1',
      libavutil: [59, 39, 100],
      source: 'PATH',
    });
    expect(await findFfmpeg({ searchPath: older })).toMatchObject({ source: 'bundled' });
  });

  it('passes over what does not work', async () => {
    const broken = at('broken');
    mkdirSync(broken);
    writeFileSync(at('broken', 'ffmpeg'), '#!/bin/sh\nexit 3\n', { mode: 0o755 });
    const closed = fakeFfmpeg('closed', '99. 1.100', 0o644);
    const good = fakeFfmpeg('8.0', '60. 8.100');
    const searchPath = ['', broken, closed, good].join(delimiter);
    expect(await findFfmpeg({ searchPath })).toMatchObject({ version: '8.0', source: 'PATH' });
  });

  it('takes the one from the settings, however old, or none', async () => {
    const old = fakeFfmpeg('asked', '50. 1.100');
    expect(await findFfmpeg({ override: `${old}/ffmpeg` })).toMatchObject({
      version: 'asked',
      source: 'setting',
    });
    await expect(findFfmpeg({ override: at('missing') })).rejects.toMatchObject({
      code: 'RECORDING',
      message: expect.stringContaining(at('missing')),
      hint: expect.stringContaining('settings'),
    });
  });
});

describe('compareVersions', () => {
  it('compares part by part', () => {
    expect(compareVersions([56, 24, 101], [56, 24, 101])).toBe(0);
    expect(compareVersions([56, 9, 100], [56, 24, 101])).toBeLessThan(0);
    expect(compareVersions([57, 0, 0], [56, 24, 101])).toBeGreaterThan(0);
  });
});
