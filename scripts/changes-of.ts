/**
 * What the changelog says of a version; what is unreleased, where the version has no part of its own yet. Pure.
 * @returns null when there is nothing
 */
export function changesOf(changelog: string, version: string): string | null {
  const parts = changelog.split(/^(?=## \[)/m);
  const part = ['Unreleased', version]
    .reverse()
    .map((name) => parts.find((text) => text.startsWith(`## [${name}]`)));
  const text = part.find(Boolean)?.trim() ?? '';
  return text.includes('\n') ? `${text}\n` : null;
}
