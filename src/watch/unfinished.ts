/** Names that programs give to files that they are still writing, or to stand-ins for files that are elsewhere. */
const names: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^~syncthing~.*\.tmp$|\.syncthing\..*\.tmp$/i, 'a copy that Syncthing is making'],
  [/\.icloud$/i, 'a file that iCloud has elsewhere'],
  [
    /\.(filepart|!qb|!bt|dtapart|bc!|uploading|uploaded|rsync|writing|recording|inprogress)$/i,
    'an unfinished copy',
  ],
  [/^~\$|~$|\.(swp|lock|lck)$/i, 'a working file of another program'],
];

/**
 * Why a file in a watched folder is not complete or not for scribe, by its name; null: nothing says so. Hidden files and
 * downloads of browsers are known elsewhere (`whyPassedOver`).
 */
export function whyUnfinished(name: string): string | null {
  return names.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

/**
 * Whether a file is a stand-in whose bytes a program would fetch when somebody reads them: iCloud, OneDrive and Dropbox of
 * macOS make files that have a size and no blocks. Elsewhere a small or sparse file may be so, too. Pure.
 */
export function isStandIn(
  file: { readonly size: number; readonly blocks: number },
  platform: NodeJS.Platform,
): boolean {
  return platform === 'darwin' && file.size > 0 && file.blocks === 0;
}
