/** Where fields lie in the records of a ZIP file (APPNOTE.TXT 6.3.10, 4.3.7, 4.3.12 and 4.3.16). */
const endOfDirectory = { signature: 0x06054b50, length: 22, entries: 10, directory: 16 } as const;
const directoryEntry = {
  signature: 0x02014b50,
  length: 46,
  time: 12,
  name: 28,
  extra: 30,
  comment: 32,
  local: 42,
} as const;
const localEntry = { time: 10 } as const;

/** Midnight on 1 January 1980, the first moment that there is: time, then date, as MS-DOS writes them. */
const firstMoment = 0x00210000;

/**
 * Sets the dates of all files in a ZIP file, so that the same content gives the same bytes. In place.
 * @throws Error when it is no ZIP file without a comment.
 */
export function fixZipDates(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - endOfDirectory.length;
  if (end < 0 || view.getUint32(end, true) !== endOfDirectory.signature) throw new Error('no ZIP file');
  let at = view.getUint32(end + endOfDirectory.directory, true);
  for (let left = view.getUint16(end + endOfDirectory.entries, true); left > 0; left--) {
    if (view.getUint32(at, true) !== directoryEntry.signature) throw new Error('no directory of a ZIP file');
    view.setUint32(at + directoryEntry.time, firstMoment, true);
    view.setUint32(view.getUint32(at + directoryEntry.local, true) + localEntry.time, firstMoment, true);
    const sizes = [directoryEntry.name, directoryEntry.extra, directoryEntry.comment];
    at += sizes.reduce<number>((sum, field) => sum + view.getUint16(at + field, true), directoryEntry.length);
  }
  return bytes;
}
