/** Settings that are about a recording and not about a machine: where somebody gives them, they go with its job to whatever worker takes it. */
export const travellingSettings = [
  'language',
  'languages',
  'model',
  'speakers',
  'minSpeakers',
  'maxSpeakers',
  'channels',
] as const;
