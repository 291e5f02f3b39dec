import type { ConnectionSettings } from '../postgres/connection-settings.js';
import type { Place } from '../store/export-memory.js';

/** How a target in a database is remembered: without user and password. */
export const placeOf = ({ places, database }: ConnectionSettings, target: string): Place => ({
  host: places.map(({ host }) => host).join(),
  port: places[0].port,
  database,
  target,
});
