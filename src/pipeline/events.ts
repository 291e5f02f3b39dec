import type { Reproduction } from '../domain/provenance.js';
import type { Seconds, Span } from '../domain/time.js';
import type { UnrecognizedSpeech } from '../domain/unrecognized.js';
import type { PlainError } from '../errors.js';

/** The stages of a run, in their order. */
export const stageNames = [
  'read',
  'decode',
  'detect-speech',
  'recognize',
  'diarize',
  'translate',
  'match',
  'save',
] as const;
export type StageName = (typeof stageNames)[number];

/** What became of one recording. */
export interface IngestResult {
  readonly path: string;
  /** Hex, of the bytes; none: they could not be read. */
  readonly sha256?: string;
  readonly outcome: 'completed' | 'already-known' | 'sounds-like' | 'in-progress' | 'failed';
  /** One sentence for people. */
  readonly reason: string;
  readonly meetingId: string | null;
  /** The known recording that it is the same as; `part`: it is no more than this span of it. */
  readonly sameAs?: {
    readonly by: 'sha256' | 'content' | 'acoustic';
    readonly fileName: string;
    readonly part?: Span;
  };
  /** Meetings that the new one replaced. */
  readonly replaced?: readonly { readonly meetingId: string; readonly fileName: string }[];
  /** Edits that were made again in the new meeting, and those that do not fit it. */
  readonly edits?: { readonly carried: number; readonly unfit: readonly string[] };
  /** Spellings that the vocabulary mended. */
  readonly mended?: number;
  readonly title?: string;
  /** Seconds of recording, and of the run. */
  readonly duration?: number;
  readonly elapsed?: number;
  readonly language?: string;
  readonly speakers?: readonly {
    readonly clusterId: string;
    readonly name: string;
    readonly matched: boolean;
    readonly confidence: number;
    readonly candidates: readonly { readonly name: string; readonly similarity: number }[];
  }[];
  /** Profiles that name nobody, because several of these speakers may be the person; most similar first. */
  readonly unsure?: readonly {
    readonly name: string;
    readonly clusters: readonly { readonly clusterId: string; readonly similarity: number }[];
    /** The first two sound like one person who was taken for two. */
    readonly alike: boolean;
    /** What decides it. */
    readonly command: string;
  }[];
  /** Names that speakers say of themselves, and that nobody has given them yet; seconds. */
  readonly nameHints?: readonly {
    readonly clusterId: string;
    readonly name: string;
    readonly quote: string;
    readonly start: Seconds;
    /** What gives the speaker this name. */
    readonly command: string;
  }[];
  /** Detected speech that has no words in the transcript. */
  readonly unrecognized?: readonly UnrecognizedSpeech[];
  /** With `--verify-repro`: how a second run compares. */
  readonly reproduction?: Reproduction;
  /** Absolute paths of the rendered files. */
  readonly artifacts?: readonly string[];
  readonly error?: PlainError;
}

/** What a program was run for. */
interface HookRun {
  readonly meetingId: string;
  /** The name of the program. */
  readonly command: string;
  readonly durationMs: number;
  readonly output: string;
}

/** Everything that is reported while scribe works. Plain data: it crosses threads and is printed as JSON lines. */
export type PipelineEvent =
  /** A file in a folder that is not a recording; the reason says what it is. */
  | { readonly kind: 'passed-over'; readonly path: string; readonly reason: string }
  | {
      readonly kind: 'recording-started';
      readonly path: string;
      readonly index: number;
      readonly total: number;
      /** Size of its files, and of those that come after it, in bytes; absent where a size is not known. */
      readonly bytes?: number;
      readonly bytesAfter?: number;
    }
  | { readonly kind: 'stage-started'; readonly stage: StageName; readonly provider?: string }
  | { readonly kind: 'stage-progress'; readonly stage: StageName; readonly share: number }
  | {
      readonly kind: 'stage-completed';
      readonly stage: StageName;
      readonly durationMs: number;
      /** What all threads of its process worked meanwhile, those of stages beside it, too. */
      readonly cpuMs?: number;
      /** The most memory that its process had taken by then, in bytes. */
      readonly peakBytes?: number;
    }
  | { readonly kind: 'stage-skipped'; readonly stage: StageName; readonly reason: string }
  | {
      readonly kind: 'stage-failed';
      readonly stage: StageName;
      readonly durationMs: number;
      readonly error: PlainError;
    }
  | { readonly kind: 'warning'; readonly message: string }
  /** Something that was chosen or guessed, and could be chosen otherwise. */
  | { readonly kind: 'note'; readonly message: string }
  | { readonly kind: 'recording-finished'; readonly result: IngestResult }
  /** The program of the setting `onMeeting` has ended well; `output` is the end of what it printed. */
  | ({ readonly kind: 'hook-finished' } & HookRun)
  /** It has failed, which changes nothing about the meeting; the reason follows a colon. */
  | ({ readonly kind: 'hook-failed'; readonly reason: string } & HookRun)
  | {
      readonly kind: 'batch-finished';
      readonly completed: number;
      readonly known: number;
      readonly failed: number;
      readonly passedOver: number;
    };

export type Emit = (event: PipelineEvent) => void;
