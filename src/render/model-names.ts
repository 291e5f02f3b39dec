import type { MeetingModels } from '../domain/meeting.js';

/** The models that made a meeting, by what they did, in the order in which they did it. */
export function modelNames({
  speech,
  recognition,
  segmentation,
  voice,
  translation,
}: MeetingModels): MeetingModels {
  return {
    speech,
    recognition,
    ...(segmentation !== undefined && { segmentation }),
    voice,
    ...(translation !== undefined && { translation }),
  };
}
