import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { cronLine } from '../../src/service/cron-line.js';
import { launchdAgent } from '../../src/service/launchd-agent.js';
import { isOwn, type ServiceSpec } from '../../src/service/service-file.js';
import { systemdUnit } from '../../src/service/systemd-unit.js';

/** Everything that one of the three formats takes for something else. */
const folder = `/home/anna/my "rec's" 100% $HOME\\x <&> ;#`;
const spec: ServiceSpec = {
  name: 'scribe-watch',
  command: [process.execPath, '/opt/scribe/bin/scribe.js', 'watch', folder, '--out', '/tmp/out %d'],
  environment: { PATH: '/usr/bin:/opt/50% "x"', SCRIBE_HOME: '/home/anna/$scribe' },
  what: `recordings in ${folder}`,
  patience: 10,
};

function has(program: string): boolean {
  const found = spawnSync(program, ['--version']).status === 0;
  if (!found) console.warn(`skipping a test: ${program} is not there`);
  return found;
}

function temporary(name: string, content: string): string {
  const made = mkdtempSync(join(tmpdir(), 'scribe-service-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  const path = join(made, name);
  writeFileSync(path, content);
  return path;
}

describe('a unit of systemd', () => {
  const unit = systemdUnit(spec, { offline: true, namespaces: true });

  it('is known as ours, restarted when it fails, ended gently, and confined', () => {
    expect(isOwn(unit)).toBe(true);
    for (const line of [
      'Restart=on-failure',
      'KillMode=mixed',
      'TimeoutStopSec=10',
      'SuccessExitStatus=130',
      'NoNewPrivileges=yes',
      'PrivateNetwork=yes',
    ])
      expect(unit.split('\n')).toContain(line);
  });

  it('keeps the network where something is sent, and needs no namespaces where there are none', () => {
    expect(systemdUnit(spec, { offline: false, namespaces: true })).not.toMatch(/PrivateNetwork|AF_UNIX/);
    const offline = systemdUnit(spec, { offline: true, namespaces: false });
    expect(offline).not.toContain('PrivateNetwork');
    expect(offline).toContain('RestrictAddressFamilies=AF_UNIX');
  });

  it('quotes what systemd would read otherwise', () => {
    expect(unit).toContain(`"/home/anna/my \\"rec's\\" 100%% $$HOME\\\\x <&> ;#"`);
    expect(unit).toContain('Environment="PATH=/usr/bin:/opt/50%% \\"x\\""');
    expect(unit).toContain('Environment="SCRIBE_HOME=/home/anna/$scribe"');
    expect(unit).toContain('Description=scribe: recordings in /home/anna/my "rec\'s" 100%% $HOME');
  });

  it.runIf(has('systemd-analyze'))('is what systemd takes', () => {
    const plain = { ...spec, command: [process.execPath, '-e', folder] };
    const path = temporary('scribe-watch.service', systemdUnit(plain, { offline: true, namespaces: true }));
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--user', '--man=no', path], {
      encoding: 'utf8',
      env: { ...process.env, XDG_RUNTIME_DIR: dirname(path) },
    });
    expect(stderr.split('\n').filter((line) => line.includes('scribe-watch'))).toEqual([]);
    expect(status, stderr).toBe(0);
  });
});

describe('an agent of launchd', () => {
  it.runIf(has('python3'))('is a property list that says what was meant', () => {
    const path = temporary('scribe.plist', launchdAgent(spec, '/home/anna/Library/Logs/a & b.log'));
    const program = 'import json, plistlib, sys; print(json.dumps(plistlib.load(open(sys.argv[1], "rb"))))';
    const { stdout, stderr } = spawnSync('python3', ['-c', program, path], { encoding: 'utf8' });
    expect(JSON.parse(stdout || stderr)).toEqual({
      Label: 'scribe.scribe-watch',
      ProgramArguments: spec.command,
      EnvironmentVariables: spec.environment,
      RunAtLoad: true,
      KeepAlive: { SuccessfulExit: false },
      ExitTimeOut: 10,
      ThrottleInterval: 30,
      ProcessType: 'Background',
      LowPriorityIO: true,
      Nice: 10,
      StandardOutPath: '/home/anna/Library/Logs/a & b.log',
      StandardErrorPath: '/home/anna/Library/Logs/a & b.log',
    });
  });

  it('is known as ours', () => {
    expect(isOwn(launchdAgent(spec, '/x.log'))).toBe(true);
  });
});

describe('a line for cron', () => {
  it('is read back by a shell as it was meant, once cron has taken its percent signs', () => {
    const line = cronLine({ ...spec, command: ['printf', '%s|', ...spec.command.slice(3)] });
    expect(line).toMatch(/^\*\/15 \* \* \* \* /);
    expect(line.replaceAll('\\%', '')).not.toContain('%');
    const command = line
      .replace('*/15 * * * * ', '')
      .replaceAll('\\%', '%')
      .replace(/PATH='[^']*' /, '');
    const { stdout } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
    expect(stdout).toBe([...spec.command.slice(3), '--once', '--quiet', ''].join('|'));
  });
});
