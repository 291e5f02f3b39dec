/** Whose tables an export can write. */
export const targetNames = ['core', 'mina', 'rooms'] as const;
