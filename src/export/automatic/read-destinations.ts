import { isPostgres } from '../../settings/export-entries.js';
import { artifactDestination } from './artifact-destination.js';
import { databaseDestination } from './database-destination.js';
import type { Destination, ExportContext } from './destination.js';

/** The places that the settings name. @throws ScribeError USAGE when one of them cannot be read. */
export function readDestinations(context: ExportContext): readonly Destination[] {
  return context.settings.values.export.map((entry) =>
    isPostgres(entry.to) ? databaseDestination(entry, context) : artifactDestination(entry, context),
  );
}
