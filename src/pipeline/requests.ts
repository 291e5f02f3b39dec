import type { DecodingOptions, LanguageOdds, RecognitionWindow } from '../asr/recognizer.js';
import type { VoiceWindow } from '../diarization/embed-windows.js';
import type { VoiceSample } from '../diarization/enroll-voice.js';
import type { Background } from '../diarization/voice-embedder.js';
import type { MeetingModels } from '../domain/meeting.js';
import type { Audio, ChannelMode, Recording } from '../domain/recording.js';
import type { Cluster, Turn } from '../domain/speakers.js';
import type { SuppressedPassage } from '../domain/suppressed.js';
import type { Segment } from '../domain/transcript.js';
import type { UnrecognizedSpeech } from '../domain/unrecognized.js';
import type { InstalledModel } from '../models/installed.js';
import type { SpeechSlice } from '../vad/silero.js';
import type { Recognizers } from './recognizers.js';
import type { JobContext } from './run-stage.js';

export interface DecodeRequest {
  readonly kind: 'decode';
  /** What the recording is called: a path, or `-` for standard input. */
  readonly path: string;
  /** The file to open, where that is another one. */
  readonly file?: string;
  /** Hex SHA-256 of its bytes; null where it is not known yet. */
  readonly sha256: string | null;
  readonly spoolFolder: string;
  readonly stream?: number;
  readonly channels: ChannelMode;
  /** Zone and moment by which a date that the recording states is judged; as in `DecodeOptions`. */
  readonly zone?: string;
  readonly now?: number;
  /** An ffmpeg from the settings; null: the one that scribe finds. */
  readonly ffmpeg: string | null;
}

export interface DecodedOnce {
  readonly recording: Recording;
  readonly audio: Audio;
  /** Position of the track among those of the container, from 0. */
  readonly stream: number;
}

export interface PipelineModels {
  readonly speech: InstalledModel;
  readonly recognition: Recognizers;
  readonly voice: InstalledModel;
}

/** Words that were probably not spoken are set aside as evidence, or kept in the transcript. */
export type HallucinationPolicy = 'suppress' | 'keep';

/** Everything that decides what a transcript will look like, besides its audio. */
export interface ProcessPlan {
  readonly models: PipelineModels;
  readonly language: string;
  readonly decoding: DecodingOptions;
  readonly threads: number;
  readonly speakers: number | null;
  readonly minSpeakers: number | null;
  readonly maxSpeakers: number | null;
  /** What becomes of words that the recognizer probably invented. */
  readonly hallucinations: HallucinationPolicy;
}

/** Decoded audio to attributed turns. */
export interface ProcessRequest {
  readonly kind: 'process';
  readonly audio: Audio;
  readonly contentFp: string;
  /** What the container says of the track's language, ISO 639; null: nothing. */
  readonly languageTag: string | null;
  readonly plan: ProcessPlan;
}

export interface ProcessedRecording {
  /** The one that most is said in. */
  readonly language: string;
  readonly models: MeetingModels;
  readonly clusters: readonly Cluster[];
  readonly turns: readonly Turn[];
  readonly suppressed: readonly SuppressedPassage[];
  readonly unrecognized: readonly UnrecognizedSpeech[];
  /** What could not be helped about the languages, in sentences for people. */
  readonly warnings: readonly string[];
}

/** Decoded audio of one person to a sample of the voice. */
export interface EnrollRequest {
  readonly kind: 'enroll';
  readonly audio: Audio;
  /** For messages. */
  readonly name: string;
  readonly models: { readonly speech: InstalledModel; readonly voice: InstalledModel };
  readonly threads: number;
}

/** One batch of a recording's windows, for a lane. */
export interface RecognizeRequest {
  readonly kind: 'recognize';
  readonly pcmPath: string;
  readonly model: InstalledModel;
  readonly threads: number;
  readonly batch: readonly RecognitionWindow[];
  readonly language: string;
  readonly decoding: DecodingOptions;
}

/** One slice of a recording in which speech is looked for, for a lane. */
export interface ListenRequest {
  readonly kind: 'listen';
  readonly pcmPath: string;
  readonly model: InstalledModel;
  readonly slice: SpeechSlice;
}

/** Some excerpts of a recording whose voices are measured, for a lane. */
export interface EmbedRequest {
  readonly kind: 'embed';
  readonly pcmPath: string;
  readonly model: InstalledModel;
  readonly threads: number;
  readonly windows: readonly VoiceWindow[];
  readonly background: Background;
}

/** A recording whose language is told before it is known where in it somebody speaks. */
export interface IdentifyRequest {
  readonly kind: 'identify-language';
  readonly pcmPath: string;
  readonly samples: number;
  readonly speech: InstalledModel;
  readonly listener: InstalledModel;
  readonly threads: number;
  /** What the samples are multiplied with before speech is looked for. */
  readonly gain: number;
  readonly tag: string | null;
}

/** What a worker can be asked for. */
export type JobRequest =
  | DecodeRequest
  | ProcessRequest
  | EnrollRequest
  | ListenRequest
  | RecognizeRequest
  | EmbedRequest
  | IdentifyRequest;

/** What each kind of job answers. */
export interface JobResults {
  readonly decode: DecodedOnce;
  readonly process: ProcessedRecording;
  readonly enroll: VoiceSample;
  readonly listen: Float32Array;
  readonly recognize: readonly Segment[];
  /** [windows, dims] */
  readonly embed: Float32Array;
  /** Null: hardly anybody speaks. */
  readonly 'identify-language': LanguageOdds | null;
}

export type RunJob = <K extends JobRequest['kind']>(
  request: Extract<JobRequest, { kind: K }>,
  context: JobContext,
) => Promise<JobResults[K]>;
