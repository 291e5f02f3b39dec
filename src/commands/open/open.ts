import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { artifactRoot } from '../../artifacts/artifact-files.js';
import { meetingPage } from '../../artifacts/meeting-page.js';
import { writeFiles } from '../../artifacts/staging.js';
import type { CommandContext } from '../../context.js';
import { shortId } from '../../domain/meeting.js';
import { ScribeError } from '../../errors.js';
import { openInBrowser } from '../../platform/open-in-browser.js';
import { asScribe } from '../../platform/permissions.js';
import { printJson, writeLine } from '../../report/output.js';
import { loadMeeting } from '../../store/completed-meetings.js';
import { lockMeetingFiles } from '../../store/locks.js';
import { resolveMeetingId } from '../../store/meetings.js';
import type { Store } from '../../store/store.js';
import { withStore } from '../with-store.js';

/** The page of this machine: it says where the recording is, which a page that may be sent around does not. */
const pageName = 'page.html';

/** `scribe open ID`: the page of a meeting, in the browser. Without a screen its path is printed, as with `--print-path`. */
export async function openPage(
  context: CommandContext,
  idOrPrefix: string,
  { printPath = false }: { readonly printPath?: boolean },
): Promise<void> {
  return withStore(context, async (store) => {
    const meetingId = resolveMeetingId(store, idOrPrefix);
    if (store.key) throw noPage(meetingId);
    const path = await writePage(context, store, meetingId);
    const opened = !printPath && (await openInBrowser(path, context.environment));
    if (context.json) return printJson(context, { meetingId, path, opened });
    if (opened) return void (context.quiet || writeLine(context.err, `${path} is open in the browser.`));
    writeLine(context.out, path);
  });
}

const noPage = (meetingId: string): ScribeError =>
  new ScribeError(
    'USAGE',
    'Opening the page failed: an encrypted store writes none, it would be plain text.',
    {
      hint: `Look at it with \`scribe serve --open\`, or write it where you want it: scribe transcript ${shortId(meetingId)} --format html > page.html`,
    },
  );

/**
 * Writes the page of this machine among the files of a meeting, in the store: it goes with them when the meeting changes
 * or is removed. @returns its path
 */
async function writePage(context: CommandContext, store: Store, meetingId: string): Promise<string> {
  const folder = join(artifactRoot(context.folders), meetingId);
  const lock = await lockMeetingFiles(store.home, meetingId);
  try {
    const meeting = loadMeeting(store, meetingId);
    const sound = { addresses: [pathToFileURL(meeting.recording.path).href] };
    const html = meetingPage(store, meeting, context.settings.values.style, { sound });
    await writeFiles(
      folder,
      [{ type: pageName, bytes: new TextEncoder().encode(html) }],
      meetingId,
      asScribe,
    );
    return join(folder, pageName);
  } finally {
    lock.release();
  }
}
