/** Runs what makes a file or a folder, with the rights that it is to have. */
export type MakeFile = <T>(make: () => T) => T;

let umaskOfUser: number | null = null;

/**
 * From here on everything that this program and its children make is for this user alone (0600, 0700), whatever the
 * umask that it was started with. What is the user's own is made by `asUser`.
 */
export function keepToOurselves(): void {
  umaskOfUser ??= process.umask(0o077);
}

/** With the umask that the program was started with. `make` is synchronous: the umask is that of the whole process. */
export const asUser: MakeFile = (make) => {
  if (umaskOfUser === null) return make();
  const ours = process.umask(umaskOfUser);
  try {
    return make();
  } finally {
    process.umask(ours);
  }
};

/** As everything else of this program. */
export const asScribe: MakeFile = (make) => make();
