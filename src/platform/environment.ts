type Environment = Readonly<Record<string, string | undefined>>;

/** The values that huggingface_hub takes for true. */
export function isTrue(text: string | undefined): boolean {
  return /^(1|on|yes|true)$/i.test(text?.trim() ?? '');
}

const offlineVariables = ['SCRIBE_OFFLINE', 'HF_HUB_OFFLINE', 'TRANSFORMERS_OFFLINE'] as const;

/** The variable that forbids connections to other machines; null when they are allowed. */
export function offlineVariable(environment: Environment): string | null {
  return offlineVariables.find((name) => isTrue(environment[name])) ?? null;
}

/** Whether a host, or the folder of a socket, is on this machine, where a connection reaches nobody else. */
export const isThisMachine = (host: string): boolean => /^(\/.*|localhost|127\.[\d.]+|\[?::1\]?)$/.test(host);
