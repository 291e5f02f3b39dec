import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { outputFolderName } from '../../artifacts/output-folder.js';
import { outputError } from '../../artifacts/staging.js';
import { decodeAudio } from '../../audio/decode-audio.js';
import { findFfmpeg } from '../../audio/ffmpeg/find.js';
import { writeVoice } from '../../audio/write-voice.js';
import type { CommandContext } from '../../context.js';
import { type Meeting, shortId, speakerName } from '../../domain/meeting.js';
import type { Audio } from '../../domain/recording.js';
import { joinSpans, type Seconds, type Span, totalSeconds } from '../../domain/time.js';
import { ScribeError } from '../../errors.js';
import { openSpool, removeAudio } from '../../ingest/spool.js';
import { asUser } from '../../platform/permissions.js';
import { describeDuration } from '../../report/describe.js';
import { printJson, writeLine } from '../../report/output.js';
import { loadMeeting } from '../../store/completed-meetings.js';
import { listMeetings } from '../../store/list-meetings.js';
import { resolveMeetingId } from '../../store/meetings.js';
import { withStore } from '../with-store.js';

/** One person of a meeting, in all clusters that have this name. */
interface Person {
  readonly name: string;
  readonly path: string;
  readonly seconds: Seconds;
  /** By the track that they are heard in; undefined: the recording has one. */
  readonly spans: ReadonlyMap<number | undefined, readonly Span[]>;
}

interface Flags {
  readonly out: string;
  readonly force?: boolean;
}

/** `scribe tracks ID --out DIR`: a FLAC for each person. */
export async function writeTracks(context: CommandContext, reference: string, flags: Flags): Promise<void> {
  const { meeting, stream } = await withStore(context, (store) => {
    const id = resolveMeetingId(store, reference);
    return { meeting: loadMeeting(store, id), stream: listMeetings(store, { id })[0]?.stream ?? undefined };
  });
  const folder = resolve(flags.out);
  const people = peopleOf(meeting, folder);
  refuse(meeting, people, flags);
  try {
    asUser(() => mkdirSync(folder, { recursive: true }));
  } catch (cause) {
    throw outputError(folder, cause);
  }
  const spool = openSpool(context.folders.cache);
  try {
    const audio = await decode(context, meeting, stream, spool.folder());
    const { path: program } = await findFfmpeg({ override: context.settings.values.ffmpeg ?? undefined });
    for (const person of people) {
      await writePerson(person, audio, { program, folder: spool.folder(), signal: context.signal });
      if (!context.json)
        writeLine(
          context.out,
          `${person.path}  ${describeDuration(person.seconds * 1000)} of ${person.name}`,
        );
    }
    removeAudio(audio);
  } finally {
    spool.close();
  }
  if (context.json)
    printJson(context, {
      meetingId: meeting.id,
      tracks: people.map(({ name, path, seconds }) => ({ name, path, seconds })),
    });
}

/** Everybody who says something, in the order in which they first speak. Clusters of one name are one person. */
function peopleOf(meeting: Meeting, folder: string): Person[] {
  const names = [...new Set(meeting.clusters.map(({ id }) => speakerName(meeting, id)))];
  const taken = new Set<string>();
  return names.map((name) => {
    const spans = new Map<number | undefined, readonly Span[]>();
    for (const { id, track, spans: heard } of meeting.clusters) {
      if (speakerName(meeting, id) !== name) continue;
      // A turn that a person gave to somebody else is heard there.
      const said = meeting.turns.filter(({ clusterId }) => clusterId === id);
      spans.set(track, joinSpans([...(spans.get(track) ?? []), ...heard, ...said]));
    }
    return {
      name,
      path: join(folder, fileName(name, taken)),
      seconds: totalSeconds([...spans.values()].flat()),
      spans,
    };
  });
}

/** `Maya.flac`; `Maya-2.flac` for another of that name, in whatever case. */
function fileName(name: string, taken: Set<string>): string {
  for (let number = 1; ; number++) {
    const file = `${outputFolderName(`${name}.flac`)}${number === 1 ? '' : `-${number}`}.flac`;
    if (taken.has(file.toLowerCase())) continue;
    taken.add(file.toLowerCase());
    return file;
  }
}

function refuse({ id, recording }: Meeting, people: readonly Person[], { force = false }: Flags): void {
  const doing = `Writing the tracks of ${shortId(id)} failed`;
  if (people.length === 0)
    throw new ScribeError('USAGE', `${doing}: nobody speaks in it.`, {
      hint: `Run \`scribe meetings show ${shortId(id)}\` to see what is in it.`,
    });
  if (recording.tracks.some(({ placed }) => placed !== 'file'))
    throw new ScribeError('USAGE', `${doing}: it was made of several files, and each is a track already.`, {
      hint: `They are ${recording.tracks.map(({ label }) => label).join(', ')}.`,
    });
  if (recording.path === '-' || !existsSync(recording.path))
    throw new ScribeError('RECORDING', `${doing}: the recording ${recording.path} is not there any longer.`, {
      hint: 'Put it back where it was when it was ingested.',
    });
  const existing = people.find(({ path }) => existsSync(path));
  if (existing && !force)
    throw new ScribeError('OUTPUT', `${doing}: ${existing.path} exists already.`, {
      hint: 'Name another folder, or replace it with --force.',
    });
}

/** @throws ScribeError RECORDING when the file is another recording by now. */
async function decode(
  context: CommandContext,
  meeting: Meeting,
  stream: number | undefined,
  spoolFolder: string,
): Promise<Audio> {
  const { path, fingerprint, tracks } = meeting.recording;
  const { signal, zone, settings } = context;
  const { audio, recording } = await decodeAudio(path, {
    spoolFolder,
    stream,
    channels: tracks.length > 0 ? 'split' : 'auto',
    ffmpeg: settings.values.ffmpeg ?? undefined,
    zone,
    signal,
  });
  if (recording.fingerprint.sha256 === fingerprint.sha256) return audio;
  throw new ScribeError(
    'RECORDING',
    `Reading ${path} failed: it is another file than the one that was transcribed.`,
    {
      hint: 'Put the recording back where it was, or ingest this one as well.',
    },
  );
}

async function writePerson(
  { path, spans }: Person,
  audio: Audio,
  {
    program,
    folder,
    signal,
  }: { readonly program: string; readonly folder: string; readonly signal: AbortSignal },
): Promise<void> {
  const part = `${path}.part`;
  try {
    // Made as the user makes files; ffmpeg writes into it.
    asUser(() => closeSync(openSync(part, 'w')));
    const parts = [...spans].map(([track, heard]) => ({
      pcmPath: audio.tracks[track ?? -1] ?? audio.pcmPath,
      spans: heard,
    }));
    await writeVoice({ parts, to: part }, { program, scratch: join(folder, 'voice.wav'), signal });
    renameSync(part, path);
  } catch (cause) {
    rmSync(part, { force: true });
    throw cause instanceof ScribeError || signal.aborted ? cause : outputError(path, cause);
  }
}
