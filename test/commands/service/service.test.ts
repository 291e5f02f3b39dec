import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { installService } from '../../../src/commands/service/install.js';
import { servicePlace, startSteps, stopSteps } from '../../../src/commands/service/place.js';
import { serviceStatus } from '../../../src/commands/service/status.js';
import { uninstallService } from '../../../src/commands/service/uninstall.js';
import { createTestContext } from '../../command-context.js';

/** A home with a `systemctl` that notes what it is asked, and answers with a status. */
function prepare({
  answer = 0,
  flags = {},
  json = false,
}: {
  answer?: number;
  flags?: Record<string, unknown>;
  json?: boolean;
} = {}) {
  const context = createTestContext({ flags, json });
  onTestFinished(() => context.remove());
  const bin = join(context.home, 'bin');
  const folder = join(context.home, 'my recordings');
  mkdirSync(bin);
  mkdirSync(folder);
  const asked = join(context.home, 'asked');
  writeFileSync(
    join(bin, 'systemctl'),
    `#!/bin/sh\necho "$@" >> "${asked}"\n[ ${answer} = 0 ] || echo failed\nexit ${answer}\n`,
  );
  chmodSync(join(bin, 'systemctl'), 0o755);
  const environment = { HOME: context.home, PATH: `${bin}:/usr/bin:/bin`, SCRIBE_HOME: context.home };
  const file = join(context.home, '.config/systemd/user/scribe-watch.service');
  const questions = () => (existsSync(asked) ? readFileSync(asked, 'utf8').trim().split('\n') : []);
  return { context: { ...context, environment }, folder, file, questions, printed: context.printed };
}

const onLinux = it.runIf(process.platform === 'linux');

onLinux(
  'install writes the unit and starts it; a second time changes it; uninstall takes both back',
  async () => {
    const { context, folder, file, questions } = prepare();
    await installService(context, [folder, '--out', '/out'], {});
    const unit = readFileSync(file, 'utf8');
    expect(unit).toContain(`"watch" "${folder}" "--out" "/out"\n`);
    expect(unit).toContain(`Environment="SCRIBE_HOME=${context.home}"`);
    expect(unit).toContain('RestrictAddressFamilies=AF_UNIX');
    const started = ['daemon-reload', 'enable scribe-watch.service', 'restart scribe-watch.service'].map(
      (step) => `--user ${step}`,
    );
    expect(questions()).toEqual(started);
    await installService(context, [folder, '--since', '2026-01-31'], {});
    expect(readFileSync(file, 'utf8')).toContain('"--since" "2026-01-31"\n');
    await serviceStatus(context, {});
    await uninstallService(context, {});
    expect(existsSync(file)).toBe(false);
    expect(questions().slice(6)).toEqual(
      ['is-active scribe-watch.service', 'disable --now scribe-watch.service', 'daemon-reload'].map(
        (step) => `--user ${step}`,
      ),
    );
  },
);

onLinux('a service that sends meetings, or runs a program for them, keeps its network', async () => {
  for (const flags of [{ export: '/exports' }, { onMeeting: 'notify' }]) {
    const { context, folder, file } = prepare({ flags });
    await installService(context, [folder], {});
    expect(readFileSync(file, 'utf8')).not.toContain('AF_UNIX');
  }
  const { context, folder, file } = prepare();
  await installService(context, [folder, '--on-meeting=notify'], {});
  expect(readFileSync(file, 'utf8')).not.toContain('AF_UNIX');
});

onLinux('a file that somebody else wrote stays as it is', async () => {
  const { context, folder, file, questions } = prepare();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '[Unit]\nDescription=mine\n');
  await expect(installService(context, [folder], {})).rejects.toThrow('scribe did not write it');
  await expect(uninstallService(context, {})).rejects.toThrow('scribe did not write it');
  expect(readFileSync(file, 'utf8')).toBe('[Unit]\nDescription=mine\n');
  expect(questions()).toEqual([]);
  await installService(context, [folder], { name: 'other' });
  expect(existsSync(join(dirname(file), 'other.service'))).toBe(true);
});

onLinux('when systemd does not do it, that is said, and what to do', async () => {
  const { context, folder, file } = prepare({ answer: 1 });
  const error = await installService(context, [folder], {}).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'OUTPUT',
    message: expect.stringContaining('daemon-reload: failed'),
    hint: expect.stringContaining('--cron'),
  });
  expect(existsSync(file)).toBe(true);
});

onLinux('--print and --cron change nothing', async () => {
  const { context, folder, file, questions, printed } = prepare();
  await installService(context, [folder], { print: true });
  expect(printed.out).toContain('[Service]');
  printed.out = '';
  await installService(context, [folder, '--known', 'Maya'], { cron: true });
  expect(printed.out).toContain(`watch '${folder}' --known Maya --once --quiet\n`);
  expect(existsSync(file)).toBe(false);
  expect(questions()).toEqual([]);
});

onLinux('status says what there is', async () => {
  const { context, folder, file, printed } = prepare({ json: true });
  expect(await serviceStatus(context, {})).toBe(0);
  expect(JSON.parse(printed.out)).toMatchObject({
    manager: 'systemd',
    file,
    installed: false,
    active: false,
  });
  await installService({ ...context, quiet: true }, [folder], {});
  printed.out = '';
  await serviceStatus(context, {});
  expect(JSON.parse(printed.out)).toMatchObject({ installed: true, active: true });
});

onLinux('a worker takes the address of its queue over, and no password', async () => {
  const { context, questions, printed } = prepare();
  const file = join(context.home, '.config/systemd/user/scribe-worker.service');
  const secrets = {
    PGPASSWORD: 'Canary1',
    AWS_SECRET_ACCESS_KEY: 'Canary2',
    SCRIBE_PASSPHRASE: 'Canary3',
    SCRIBE_LLM_KEY: 'Canary4',
  };
  const url = 'postgresql://anna@db.example/meetings';
  const environment = {
    ...context.environment,
    ...secrets,
    SCRIBE_POSTGRES_URL: url,
    SCRIBE_QUEUE_SCHEMA: 'talks',
    PGSSLMODE: 'require',
    AWS_REGION: 'eu-central-1',
  };
  await installService({ ...context, environment }, ['--metrics', '9464'], { worker: true });
  const unit = readFileSync(file, 'utf8');
  for (const part of [
    '"worker" "--metrics" "9464"\n',
    `Environment="SCRIBE_POSTGRES_URL=${url}"`,
    'Environment="SCRIBE_QUEUE_SCHEMA=talks"',
    'Environment="PGSSLMODE=require"',
    'Environment="AWS_REGION=eu-central-1"',
    'TimeoutStopSec=900',
    'KillMode=mixed',
  ])
    expect(unit).toContain(part);
  // It needs its network.
  expect(unit).not.toMatch(/Canary|AF_UNIX|PrivateNetwork/);
  expect(printed.err).not.toContain('Canary');
  for (const secret of ['PGPASSWORD', 'AWS_SECRET_ACCESS_KEY', 'SCRIBE_PASSPHRASE'])
    expect(printed.err).toContain(`${secret} is not taken over`);
  expect(questions()).toContain('--user enable scribe-worker.service');
  await uninstallService(context, { name: 'scribe-worker' });
  expect(existsSync(file)).toBe(false);
});

onLinux('a worker without a queue, or with a password in the address of it, is not installed', async () => {
  const { context, file, questions } = prepare();
  const refused = async (words: string[], environment = {}) => {
    const given = { ...context, environment: { ...context.environment, ...environment } };
    const error = await installService(given, words, { worker: true }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'USAGE' });
    return `${(error as Error).message} ${(error as { hint: string }).hint}`;
  };
  expect(await refused([])).toContain('No Postgres server is named');
  const url = 'postgresql://anna:Canary@db.example/meetings';
  for (const said of [
    await refused(['--url', url]),
    await refused([`--url=${url}`]),
    await refused(['--url', 'host=db.example password=Canary']),
    await refused([], { SCRIBE_POSTGRES_URL: url }),
  ]) {
    expect(said).toContain('~/.pgpass');
    expect(said).not.toContain('Canary');
  }
  expect(existsSync(dirname(file))).toBe(false);
  expect(questions()).toEqual([]);
});

it('a folder that is not there, and a service that is not, are refused', async () => {
  const { context } = prepare();
  await expect(installService(context, ['/no/such/folder'], {})).rejects.toThrow(
    'there is no folder /no/such/folder',
  );
  if (process.platform === 'linux')
    await expect(uninstallService(context, {})).rejects.toThrow('there is no');
});

it('each system has its place, and Windows what to do instead', () => {
  const context = { environment: { HOME: '/Users/anna' } };
  const mac = servicePlace('scribe-watch', context, 'darwin');
  expect(mac).toEqual({
    manager: 'launchd',
    file: '/Users/anna/Library/LaunchAgents/scribe.scribe-watch.plist',
    log: '/Users/anna/Library/Logs/scribe-watch.log',
  });
  expect([...startSteps(mac, 'scribe-watch', 501), ...stopSteps(mac, 'scribe-watch', 501)]).toEqual([
    ['launchctl', 'enable', 'gui/501/scribe.scribe-watch'],
    ['launchctl', 'bootstrap', 'gui/501', mac.file],
    ['launchctl', 'bootout', 'gui/501/scribe.scribe-watch'],
  ]);
  expect(servicePlace('x', { environment: { XDG_CONFIG_HOME: '/c' } }, 'linux').file).toBe(
    '/c/systemd/user/x.service',
  );
  expect(() => servicePlace('x', context, 'win32')).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('schtasks') }),
  );
});
