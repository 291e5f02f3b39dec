import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { userFolders } from '../../src/platform/user-folders.js';

const home = homedir();

describe('the folders of a user', () => {
  it('are those of XDG', () => {
    expect(userFolders('scribe', {}, 'linux')).toEqual({
      data: join(home, '.local/share/scribe'),
      config: join(home, '.config/scribe'),
      cache: join(home, '.cache/scribe'),
    });
    const environment = { XDG_DATA_HOME: '/d', XDG_CONFIG_HOME: '/c', XDG_CACHE_HOME: '' };
    expect(userFolders('scribe', environment, 'linux')).toEqual({
      data: '/d/scribe',
      config: '/c/scribe',
      cache: join(home, '.cache/scribe'),
    });
  });

  it('are those of macOS, whatever XDG says', () => {
    expect(userFolders('scribe', { XDG_DATA_HOME: '/d' }, 'darwin')).toEqual({
      data: join(home, 'Library/Application Support/scribe'),
      config: join(home, 'Library/Preferences/scribe'),
      cache: join(home, 'Library/Caches/scribe'),
    });
  });

  it('are those of Windows', () => {
    expect(userFolders('scribe', { APPDATA: '/roaming', LOCALAPPDATA: '/local' }, 'win32')).toEqual({
      data: join('/local/scribe/Data'),
      config: join('/roaming/scribe/Config'),
      cache: join('/local/scribe/Cache'),
    });
    expect(userFolders('scribe', {}, 'win32').cache).toBe(join(home, 'AppData/Local/scribe/Cache'));
  });
});
