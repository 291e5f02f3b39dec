import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { meetingPage } from '../../artifacts/meeting-page.js';
import { encodeOpus } from '../../audio/encode-opus.js';
import type { CommandContext } from '../../context.js';
import type { Meeting } from '../../domain/meeting.js';
import { openSpool } from '../../ingest/spool.js';
import { writeText } from '../../report/output.js';
import { listMeetings } from '../../store/list-meetings.js';
import type { Store } from '../../store/store.js';

/** Stands in the page for the sound; no text of a page has it. */
const place = 'c291bmQgc3RhbmRzIGhlcmU';

/**
 * Prints the page with the sound inside, as Opus. The sound is made before the first byte is printed, and goes from the
 * disk into the page in pieces: an hour of it is 15 MB there.
 */
export async function printWithSound(context: CommandContext, store: Store, meeting: Meeting): Promise<void> {
  const { settings, folders, signal, out } = context;
  const [{ stream }] = listMeetings(store, { id: meeting.id });
  const spool = openSpool(folders.cache);
  try {
    const sound = join(spool.folder(), 'sound.ogg');
    const { path } = meeting.recording;
    await encodeOpus({ path, stream: stream ?? 0, to: sound, ffmpeg: settings.values.ffmpeg, signal });
    const page = meetingPage(store, meeting, settings.values.style, {
      sound: { addresses: [`data:audio/ogg;base64,${place}`] },
    });
    const [head, tail] = page.split(place);
    writeText(out, head);
    // Base64 of parts is that of the whole where each part but the last is a multiple of three bytes.
    for await (const bytes of createReadStream(sound, { highWaterMark: 3 * 65_536 }))
      writeText(out, (bytes as Buffer).toString('base64'));
    writeText(out, tail);
  } finally {
    spool.close();
  }
}
