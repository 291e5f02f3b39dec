/** Whose tables an export can write. */
export const targetNames = ['core', 'wordloop', 'mina', 'scryon', 'rooms'] as const;
