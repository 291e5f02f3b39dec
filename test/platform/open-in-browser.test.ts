import { describe, expect, it } from 'vitest';
import { hasScreen, openInBrowser } from '../../src/platform/open-in-browser.js';

describe('a screen', () => {
  it.each([
    ['linux', {}, false],
    ['linux', { DISPLAY: '' }, false],
    ['linux', { DISPLAY: ':0' }, true],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
    ['linux', { WSL_DISTRO_NAME: 'Debian' }, true],
    ['darwin', {}, true],
    ['darwin', { SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' }, false],
    ['win32', {}, true],
  ] as const)('on %s with %o: %s', (platform, environment, expected) => {
    expect(hasScreen(environment, platform)).toBe(expected);
  });

  it.skipIf(process.platform !== 'linux')('that is not there has nothing opened on it', async () => {
    expect(await openInBrowser('/nowhere/page.html', {})).toBe(false);
  });
});
