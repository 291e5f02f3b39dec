/** A known weakness of a package that a user installs. */
export interface Advisory {
  /** `GHSA-...`, or the number that the registry gives it. */
  readonly id: string;
  readonly package: string;
  readonly severity: string;
  readonly title: string;
}

/** An advisory that does not concern scribe, and why. */
export interface Explained {
  readonly id: string;
  readonly reason: string;
}

interface Via {
  readonly source?: number;
  readonly name?: string;
  readonly title?: string;
  readonly url?: string;
  readonly severity?: string;
}

/**
 * The advisories in what `npm audit --json` prints. Pure.
 * @returns null when the registry was not asked: there is no network, or it does not answer such questions
 */
export function advisoriesIn(report: string): readonly Advisory[] | null {
  let parsed: { vulnerabilities?: Readonly<Record<string, { readonly via: readonly (Via | string)[] }>> };
  try {
    parsed = JSON.parse(report);
  } catch {
    return null;
  }
  if (!parsed.vulnerabilities) return null;
  const found = new Map<string, Advisory>();
  for (const { via } of Object.values(parsed.vulnerabilities))
    for (const cause of via) {
      if (typeof cause === 'string') continue;
      const id = /GHSA[-0-9a-z]+/.exec(cause.url ?? '')?.[0] ?? String(cause.source);
      const { name = '', severity = 'unknown', title = '' } = cause;
      found.set(id, { id, package: name, severity, title });
    }
  return [...found.values()];
}

/** Advisories without an explanation, and explanations of what is no longer reported. Pure. */
export function judgeAudit(
  advisories: readonly Advisory[],
  explained: readonly Explained[],
): { readonly unexplained: readonly Advisory[]; readonly stale: readonly string[] } {
  const reasons = new Set(explained.map(({ id }) => id));
  const reported = new Set(advisories.map(({ id }) => id));
  return {
    unexplained: advisories.filter(({ id }) => !reasons.has(id)),
    stale: [...reasons].filter((id) => !reported.has(id)),
  };
}
