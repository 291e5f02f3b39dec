/** The shells that commands and flags can be completed in. */
export const shells = ['bash', 'zsh', 'fish'] as const;
