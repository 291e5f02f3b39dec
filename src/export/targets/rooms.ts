import type { Target } from '../target.js';
import { roomDataRefs, userFiles } from './rooms/files.js';
import { dashboardPanels } from './rooms/panels.js';
import { rooms, users } from './rooms/places.js';
import { turnMetrics } from './rooms/turn-metrics.js';

/**
 * The tables of rooms, which share files and dashboards. What was said is no message that somebody sent, so `messages` is
 * not written; who may enter a room is the room's own business, so neither is `room_members`.
 */
export const roomsTarget: Target = {
  name: 'rooms',
  tables: [users, rooms, userFiles, dashboardPanels, roomDataRefs, turnMetrics],
};
