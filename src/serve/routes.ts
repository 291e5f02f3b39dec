import { stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { meetingPage } from '../artifacts/meeting-page.js';
import type { TranscriptStyle } from '../domain/meeting.js';
import { ScribeError } from '../errors.js';
import { pagePolicy } from '../page/assets.js';
import { loadMeeting } from '../store/completed-meetings.js';
import { listMeetings, type MeetingSummary } from '../store/list-meetings.js';
import type { Store } from '../store/store.js';
import { type PageChange, readChanges, readUndoing } from './changes.js';
import { meetingList } from './meeting-list.js';
import { sendFile, sendJson, sendPage, sendReason } from './responses.js';
import type { Answer } from './server.js';
import type { Sounds } from './sound.js';

/** What became of a change: what it is called in the log, so that it can be undone, and what it did. */
export interface Changed {
  readonly operations: readonly number[];
  readonly summary: string;
}

/** What the pages show and change. */
export interface Served {
  readonly store: Store;
  readonly sounds: Sounds;
  readonly style: TranscriptStyle;
  /** IANA name of the zone in which days are shown. */
  readonly zone: string;
  change(meetingId: string, changes: readonly PageChange[]): Promise<Changed>;
  undo(operations: readonly number[]): Promise<Changed>;
}

/** Bytes; the text of an hour is a tenth of that. */
const longestBody = 1_000_000;

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const meetingPath = new RegExp(`^/meetings/(${uuid})(/sound|/sound\\.ogg|/changes)?$`);

/** Answers by path. An address names a meeting by its id and nothing else: no part of it is ever a path of the disk. */
export function createAnswer(served: Served): Answer {
  return async (request, response, url) => {
    const refuse = (allowed: string) =>
      sendReason(response, 405, 'This address does not do that.', { Allow: allowed });
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (url.pathname === '/') {
      if (!reads) return refuse('GET, HEAD');
      const html = meetingList(served, url.searchParams.get('q') ?? '');
      return sendPage(response, html, pagePolicy('list'));
    }
    if (url.pathname === '/undo') {
      if (request.method !== 'POST') return refuse('POST');
      return sendJson(response, 200, await served.undo(readUndoing(await bodyOf(request))));
    }
    const [, id, part] = meetingPath.exec(url.pathname) ?? [];
    const [meeting] = id === undefined ? [] : listMeetings(served.store, { id });
    if (meeting?.status !== 'completed')
      return sendReason(response, 404, 'There is nothing at this address.');
    if (part === '/changes') {
      if (request.method !== 'POST') return refuse('POST');
      return sendJson(response, 200, await served.change(id, readChanges(await bodyOf(request))));
    }
    if (!reads) return refuse('GET, HEAD');
    if (part === undefined) return sendPage(response, await pageOf(served, meeting), pagePolicy('edit'));
    const { path, type } = await soundOf(served, meeting, part === '/sound.ogg');
    if (await sendFile(request, response, path, type)) return;
    sendReason(response, 404, `The recording is not at ${path} any longer.`);
  };
}

async function pageOf({ store, style }: Served, meeting: MeetingSummary): Promise<string> {
  const { id, path } = meeting;
  const found = path === null ? null : await stat(path).catch(() => null);
  const address = `/meetings/${id}`;
  // The browser takes the first that it can play. Of a container with several streams it would take the wrong one.
  const addresses = [...(meeting.stream ? [] : [`${address}/sound`]), `${address}/sound.ogg`];
  return meetingPage(store, loadMeeting(store, id), style, {
    sound: {
      addresses,
      silence: found?.isFile()
        ? 'This browser cannot play the recording; choose another file of it:'
        : `The recording is not at ${path} any longer: put it back, or choose it:`,
    },
    served: { home: '/', changes: `${address}/changes` },
  });
}

async function soundOf({ store, sounds }: Served, { id, stream }: MeetingSummary, asOpus: boolean) {
  const { recording } = loadMeeting(store, id);
  const { path, mime, fingerprint } = recording;
  if (!asOpus) return { path, type: mime };
  return {
    path: await sounds.opusOf({ path, stream: stream ?? 0, sha256: fingerprint.sha256 }),
    type: 'audio/ogg',
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    // Read to its end all the same: who is still sending does not hear an answer.
    if (size <= longestBody) pieces.push(piece);
  }
  if (size > longestBody)
    throw new ScribeError('USAGE', 'Reading the change failed: it is longer than any transcript.');
  return Buffer.concat(pieces).toString('utf8');
}
