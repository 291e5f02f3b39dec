import type { Insights } from './insights.js';
import type { Recording } from './recording.js';
import { type Cluster, type Speaker, type Turn, unattributed } from './speakers.js';
import type { SuppressedPassage } from './suppressed.js';
import type { UnrecognizedSpeech } from './unrecognized.js';

/** Names of the models that made a meeting. */
export interface MeetingModels {
  readonly speech: string;
  readonly recognition: string;
  /** Who translated turns into English; undefined: nobody did. */
  readonly translation?: string;
  /** Who hears who speaks when; older meetings have none. */
  readonly segmentation?: string;
  readonly voice: string;
}

/** A recording, its turns, and who each cluster is: what is stored and rendered. */
export interface Meeting {
  /** A time-ordered UUID. */
  readonly id: string;
  readonly title: string;
  readonly recording: Recording;
  /** The main one; a turn may be in another. */
  readonly language: string;
  readonly models: MeetingModels;
  readonly clusters: readonly Cluster[];
  readonly speakers: readonly Speaker[];
  readonly turns: readonly Turn[];
  /** By start; restored passages are among the turns instead. */
  readonly suppressed: readonly SuppressedPassage[];
  /** Detected speech that has no words among the turns, by start. */
  readonly unrecognized: readonly UnrecognizedSpeech[];
  /** What it comes to; undefined: nobody has worked that out. */
  readonly insights?: Insights;
}

/** How long each language of a meeting is spoken, in seconds; the longest first. */
export function secondsByLanguage({ turns }: Pick<Meeting, 'turns'>): readonly (readonly [string, number])[] {
  const seconds = new Map<string, number>();
  for (const turn of turns)
    seconds.set(turn.language, (seconds.get(turn.language) ?? 0) + turn.end - turn.start);
  return [...seconds].sort((a, b) => b[1] - a[1]);
}

/** All languages of a meeting: the main one, then the others by how long they are spoken. */
export function spokenLanguages({ language, turns }: Pick<Meeting, 'language' | 'turns'>): string[] {
  const others = secondsByLanguage({ turns }).filter(([code]) => code !== language);
  return [language, ...others.map(([code]) => code)];
}

/** How speech is written: as it was said, or without fillers, repetitions and broken-off words. */
export const transcriptStyles = ['verbatim', 'clean'] as const;
export type TranscriptStyle = (typeof transcriptStyles)[number];

/** A rendered file. */
export interface Artifact {
  /** For instance `transcript.md`. */
  readonly type: string;
  /** Path relative to the artifact root, with forward slashes. */
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
  /** Undefined: a file from before there was a choice. */
  readonly style?: TranscriptStyle;
}

/** What a reader calls a cluster: the enrolled name, `Speaker 2` for S2, or `Unattributed`. */
export function speakerName(meeting: Pick<Meeting, 'speakers'>, clusterId: string): string {
  const speaker = meeting.speakers.find((s) => s.clusterId === clusterId);
  return speaker?.displayName ?? clusterName(clusterId);
}

/** What a reader calls a cluster of which nobody knows the name. */
export function clusterName(clusterId: string): string {
  return clusterId === unattributed ? 'Unattributed' : `Speaker ${clusterId.replace(/^S/, '')}`;
}

/** Stands for the newest meeting wherever an id is taken. */
export const newestMeeting = 'last';

/** What people see of an id, and type: its last eight digits. They are random; the first ones are the time. */
export const shortId = (id: string): string => id.replaceAll('-', '').slice(-8);
