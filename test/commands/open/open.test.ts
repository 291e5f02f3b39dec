import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nameCluster } from '../../../src/commands/meetings/name.js';
import { removeMeetings } from '../../../src/commands/meetings/rm.js';
import { openPage } from '../../../src/commands/open/open.js';
import { turnIds } from '../../../src/store/turns.js';
import { createTestContext } from '../../command-context.js';
import { complete, enroll, makeRecording, tempFolder, tempStore } from '../../store/fixture.js';

function prepare() {
  const store = tempStore();
  const path = join(tempFolder(), 'a #1.ogg');
  const { meetingId } = complete(store, makeRecording('a #1.ogg', { path }), enroll(store, 'Maya'));
  const context = createTestContext({ home: store.home });
  return { store, meetingId, context, path };
}

describe('scribe open', () => {
  it('prints the path of the page where there is no screen, and the page knows the recording', async () => {
    const { store, meetingId, context, path } = prepare();
    await openPage(context, 'last', {});
    const page = context.printed.out.trim();
    expect(page).toBe(join(context.home, 'artifacts', meetingId, 'page.html'));
    const html = readFileSync(page, 'utf8');
    expect(html).toContain(`src="file://${path.replace(' #', '%20%23')}"`);
    expect(html).toContain('Good morning.');
    for (const id of turnIds(store, meetingId)) expect(html).toContain(`id="turn-${id}"`);
  });

  it('shows translations where there are any', async () => {
    const { store, context, meetingId } = prepare();
    const [first] = turnIds(store, meetingId);
    store.sql('UPDATE transcript_segments SET translation = ? WHERE id = ?').run('Bonjour <tous>', first);
    await openPage(context, 'last', {});
    const html = readFileSync(context.printed.out.trim(), 'utf8');
    expect(html).toContain('<p class="translation" lang="en" dir="auto">Bonjour &lt;tous&gt;</p>');
    expect(html.match(/class="translation"/g)).toHaveLength(1);
  });

  it('says so in JSON', async () => {
    const { meetingId, context } = prepare();
    const asJson = createTestContext({ home: context.home, json: true });
    await openPage(asJson, 'last', { printPath: true });
    expect(JSON.parse(asJson.printed.out)).toEqual({
      meetingId,
      path: join(context.home, 'artifacts', meetingId, 'page.html'),
      opened: false,
    });
  });

  it('leaves no page behind that says what is no longer so', async () => {
    const { meetingId, context } = prepare();
    await openPage(context, 'last', {});
    const page = context.printed.out.trim();
    await nameCluster(context, 'last', 'S2', 'Anna', {});
    expect(existsSync(page)).toBe(false);
    await openPage(context, 'last', {});
    expect(readFileSync(page, 'utf8')).toContain('<b>Anna</b>');
    await removeMeetings(context, [meetingId], { yes: true });
    expect(existsSync(page)).toBe(false);
  });
});
