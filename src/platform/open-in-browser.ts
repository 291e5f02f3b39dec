import open from 'open';

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether this machine can show a window to whoever sits before it. */
export function hasScreen(environment: Environment, platform: NodeJS.Platform = process.platform): boolean {
  if (platform !== 'linux') return !environment.SSH_CONNECTION;
  return Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY || environment.WSL_DISTRO_NAME);
}

/**
 * Opens a file or an address in the browser that people use.
 * @returns false when the machine has no screen, or nothing to open it with.
 */
export async function openInBrowser(target: string, environment: Environment): Promise<boolean> {
  if (!hasScreen(environment)) return false;
  return open(target).then(
    () => true,
    () => false,
  );
}
