import type { CommandContext } from '../../context.js';
import { toJson } from '../../domain/visible-text.js';
import type { EmitArtifacts } from '../../export/artifacts/events.js';
import { type PlaceOptions, readPlace } from '../../export/artifacts/place.js';
import { sendArtifacts } from '../../export/artifacts/send-artifacts.js';
import { createArtifactLines } from '../../report/artifact-lines.js';
import { withStore } from '../with-store.js';
import { type SelectFlags, selectMeetings } from './select-meetings.js';

export interface ArtifactFlags extends SelectFlags, PlaceOptions {
  /** A folder, or `s3://bucket/prefix`. */
  readonly to: string;
  readonly dryRun?: boolean;
}

/** `scribe export artifacts --to PLACE` */
export async function exportArtifacts(context: CommandContext, flags: ArtifactFlags): Promise<void> {
  const { environment, signal, folders } = context;
  const place = readPlace(flags.to, flags, { home: folders.home, environment });
  await withStore(context, (store) =>
    sendArtifacts({
      store,
      place,
      selection: selectMeetings(store, flags, context),
      context,
      environment,
      signal,
      patience: 'long',
      emit: chooseEmit(context),
      dryRun: flags.dryRun === true,
    }),
  );
}

function chooseEmit(context: CommandContext): EmitArtifacts {
  if (context.json) return (event) => void context.out.write(`${toJson(event)}\n`);
  return createArtifactLines(context, { quiet: context.quiet, now: context.clock });
}
