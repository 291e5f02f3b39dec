import { parse } from 'node:path';
import type { Meeting } from '../domain/meeting.js';
import { oneLine } from '../domain/visible-text.js';
import { speakerNames } from './speaker-names.js';

/**
 * A text as one field of the formats for scoring, whose fields end at white space and whose comments begin with a
 * semicolon: white space becomes an underscore.
 */
export function token(text: string): string {
  const fitting = oneLine(text).replace(/\s+/g, '_').replace(/^;+/, '');
  return fitting === '' ? '_' : fitting;
}

/** What those formats call the recording: its name without the ending. */
export function recordingToken({ recording }: Pick<Meeting, 'recording'>): string {
  return token(parse(recording.fileName).name);
}

/**
 * Looks up the name of a cluster as a token. Two clusters of one name are one speaker; two names that would become the
 * same token stay apart: the second gets a number.
 */
export function speakerTokens(meeting: Pick<Meeting, 'speakers'>): (clusterId: string) => string {
  const nameOf = speakerNames(meeting);
  const byName = new Map<string, string>();
  const taken = new Set<string>();
  return (clusterId) => {
    const name = nameOf(clusterId);
    let known = byName.get(name);
    if (known === undefined) {
      const plain = token(name);
      known = plain;
      for (let number = 2; taken.has(known); number++) known = `${plain}_${number}`;
      taken.add(known);
      byName.set(name, known);
    }
    return known;
  };
}

/** Seconds with three digits, from whole milliseconds. */
export const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);
