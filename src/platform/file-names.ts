/**
 * File names are bytes: most are UTF-8, but nothing enforces it. A byte that is not UTF-8 becomes a lone surrogate in
 * our strings, U+DC80 for 0x80 to U+DCFF for 0xFF (as in PEP 383). No UTF-8 decodes to one of these, so the bytes can
 * be restored.
 */
const first = 0xdc00;

/** The string for the bytes of a name. */
export function nameOf(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const plain = buffer.toString('utf8');
  if (Buffer.from(plain, 'utf8').equals(buffer)) return plain;
  let name = '';
  for (let at = 0; at < buffer.length; ) {
    const size = [1, 2, 3, 4].find((n) => isCharacter(buffer.subarray(at, at + n), n));
    name += size ? buffer.toString('utf8', at, at + size) : String.fromCharCode(first + buffer[at]);
    at += size ?? 1;
  }
  return name;
}

function isCharacter(bytes: Buffer, size: number): boolean {
  if (bytes.length < size) return false;
  const text = bytes.toString('utf8');
  return [...text].length === 1 && Buffer.from(text, 'utf8').equals(bytes);
}

const escaped = /[\udc80-\udcff]/u;
const eachEscaped = /[\udc80-\udcff]/gu;

/** A name as `node:fs` takes it: the string, or its bytes if these are not UTF-8. */
export function fsPath(name: string): string | Buffer {
  if (!escaped.test(name)) return name;
  const parts: Buffer[] = [];
  for (const character of name)
    parts.push(
      escaped.test(character) ? Buffer.of(character.charCodeAt(0) - first) : Buffer.from(character, 'utf8'),
    );
  return Buffer.concat(parts);
}

/** The name as people read it and the store keeps it: `caf%E9.flac` if a byte is not UTF-8. */
export function readableName(name: string): string {
  return name.replace(eachEscaped, (byte) => `%${(byte.charCodeAt(0) - first).toString(16).toUpperCase()}`);
}

/**
 * The names that were meant on the command line: Node replaces bytes that are not UTF-8 by U+FFFD.
 *
 * @param given the arguments as Node gives them.
 * @param commandLine all arguments of the process, each followed by a zero byte (/proc/self/cmdline).
 */
export function restoreNames(given: readonly string[], commandLine: Uint8Array): string[] {
  const names: string[] = [];
  for (let at = 0; at < commandLine.length; ) {
    const zero = commandLine.indexOf(0, at);
    const end = zero === -1 ? commandLine.length : zero;
    names.push(nameOf(commandLine.subarray(at, end)));
    at = end + 1;
  }
  return given.map((argument) => {
    if (!argument.includes('\ufffd')) return argument;
    const place = names.findIndex((name) => escaped.test(name) && asNodeReads(name) === argument);
    return place === -1 ? argument : names.splice(place, 1)[0];
  });
}

const asNodeReads = (name: string): string => (fsPath(name) as Buffer).toString('utf8');
