/** The address of a server without the password in it, however it is written; any other text stays as it is. */
export function hidePassword(text: string): string {
  return text
    .replace(/(\b[a-z][a-z\d+.-]*:\/\/[^\s/?#:@]*):[^\s/]*@/gi, '$1@')
    .replace(/([?&](?:ssl)?password=)[^&\s"']*/gi, '$1***')
    .replace(/(^|[\s"'])((?:ssl)?password\s*=\s*)(?:'(?:[^'\\]|\\.)*'|[^\s"']+)/gi, '$1$2***');
}
