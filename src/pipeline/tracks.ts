import type { PipelineEvent, StageName } from './events.js';
import type { ProcessRequest } from './requests.js';
import type { JobContext } from './run-stage.js';

/** A request for each track of a recording, as if it were a recording; the request itself where there is one. */
export function tracksOf(request: ProcessRequest): readonly ProcessRequest[] {
  const { audio, contentFp } = request;
  if (audio.tracks.length === 0) return [request];
  return audio.tracks.map((pcmPath, i) => ({
    ...request,
    audio: { pcmPath, samples: audio.samples, tracks: [] },
    contentFp: `${contentFp}-${i + 1}`,
  }));
}

/** Does the work of a stage, or of several, for all tracks, one after the other, and tells of each as of one stage. */
export async function inOneStage<Track, Context extends JobContext, T>(
  tracks: readonly Track[],
  context: Context,
  work: (track: Track, context: Context, index: number) => Promise<T>,
): Promise<T[]> {
  if (tracks.length === 1) return [await work(tracks[0], context, 0)];
  const results: T[] = [];
  /** How each stage has ended so far. */
  const ends = new Map<StageName, PipelineEvent>();
  const started = new Set<StageName>();
  const emit = (event: PipelineEvent) => {
    if (event.kind === 'stage-started') {
      if (!started.has(event.stage)) context.emit(event);
      started.add(event.stage);
    } else if (event.kind === 'stage-progress')
      context.emit({ ...event, share: (results.length + event.share) / tracks.length });
    else if (event.kind === 'stage-completed') {
      const before = ends.get(event.stage);
      const durationMs = event.durationMs + (before?.kind === 'stage-completed' ? before.durationMs : 0);
      ends.set(event.stage, { ...event, durationMs });
    } else if (event.kind === 'stage-skipped') {
      if (!ends.has(event.stage)) ends.set(event.stage, event);
    } else context.emit(event);
  };
  for (const [index, track] of tracks.entries()) results.push(await work(track, { ...context, emit }, index));
  for (const end of ends.values()) context.emit(end);
  return results;
}
