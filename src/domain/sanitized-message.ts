/** Characters; the end of what is longer goes. */
const longestMessage = 500;

/**
 * What must not stand in a log that may be exported: where and how a person keeps files, who they are, and what opens a
 * door. In doubt too much goes rather than too little. The order matters: a URL contains a path, and may contain a password.
 */
const replacements: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // "password=x", "PGPASSWORD: x", "api_key 'x'", "the passphrase is x"
  [
    /((?:pass(?:word|wd|phrase|code)|pwd|secret|credentials?|token|(?:api|access|private|account)[-_ ]?key|authorization)["']?(?:\s*[=:]\s*|\s+(?:is|was)\s+|\s+(?=["'])))(?:(?:bearer|basic|digest)\s+)?(?:"[^"\n]*"|'[^'\n]*'|[^\s,;&]+)/gi,
    '$1<secret>',
  ],
  [/\b(bearer|basic|digest)\s+[\w+/=.~-]{8,}/gi, '$1 <secret>'],
  // All but the URL of a file, which may have spaces as paths have.
  [/(?<![a-z0-9+.-])(?!file:)[a-z][a-z0-9+.-]*:\/\/[^\s"'`<>]+/gi, '<url>'],
  // Absolute paths (POSIX, Windows, UNC, URLs of files). Names with spaces are taken up to their extension.
  [
    /(?:(?<![a-z0-9+.-])[a-z][a-z0-9+.-]+:(?=\/\/)|\b[a-z]:(?=[\\/])|~(?=[\\/])|(?<![\w.<]))[\\/](?:[^\\/\n'"`:]*[\\/])*(?:[^\\/\n'"`:]*\.\w{1,5}\b|[^\s\\/'"`:]*)/gi,
    '<path>',
  ],
  // Relative ones, when they begin with dots or end in the name of a file.
  [/(?<![\w/\\<])\.{1,2}[\\/][^\s'"`:]*/g, '<path>'],
  [/(?<![\p{L}\p{N}_.<\\/-])(?:[\p{L}\p{N}_.-]+[\\/])+[\p{L}\p{N}_.-]*\.[a-z]\w{1,4}\b/giu, '<path>'],
  [/(?<![\p{L}\p{N}_.+%-])[\p{L}\p{N}_.+%-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*/gu, '<e-mail>'],
  // Keys by the way they begin: of Hugging Face, GitHub, GitLab, Slack, AWS, Google, OpenAI; and signed tokens.
  [
    /\b(?:hf_|gh[pousr]_|github_pat_|glpat-|xox[abprs]-|A[KS]IA|AIza|sk-|pk_|rk_|eyJ)[\w.+/=-]{8,}/g,
    '<token>',
  ],
  // Anything else that nobody would type: long, with letters and digits, and not the id of a row.
  [
    /(?<![\w+/=-])(?![0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w-]))(?=[\w+/=-]*\d)(?=[\w+/=-]*[a-z])[\w+/=-]{32,}/gi,
    '<token>',
  ],
];

/**
 * A message for the log of what the program did, with marks such as `<path>` in place of paths, URLs, addresses of mail,
 * tokens and passwords, and no longer than 500 characters.
 *
 * @param names what else stands for a file: the name and the path of the recording, which may be relative, with spaces.
 */
export function sanitizeMessage(message: string, names: readonly string[] = []): string {
  // What has no dot could be any word.
  const known = names.filter((name) => name.includes('.')).sort((a, b) => b.length - a.length);
  const named = known.reduce((text, name) => text.replaceAll(name, '<path>'), message);
  const clean = replacements.reduce((text, [pattern, mark]) => text.replace(pattern, mark), named);
  return clean.length > longestMessage ? `${clean.slice(0, longestMessage - 1)}…` : clean;
}
