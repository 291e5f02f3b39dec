/** The text format of COPY: https://www.postgresql.org/docs/current/sql-copy.html (File Formats, Text Format). */

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** One row as a line, with its end. Null becomes `\N`. */
export function copyLine(fields: readonly (string | null)[]): string {
  return `${fields.map((field) => (field === null ? '\\N' : field.replace(/[\\\t\n\r]/g, (c) => escapes[c]))).join('\t')}\n`;
}

const unescapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** The fields of one line without its end: what `copyLine` or the server wrote. */
export function copyFields(line: string): (string | null)[] {
  return line.split('\t').map((field) => {
    if (field === '\\N') return null;
    return field.includes('\\') ? field.replace(/\\(.)/g, (_, c) => unescapes[c] ?? c) : field;
  });
}
