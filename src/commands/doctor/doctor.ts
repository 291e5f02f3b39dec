import { existsSync } from 'node:fs';
import { arch, availableParallelism, cpus, freemem, platform, release, totalmem } from 'node:os';
import { findFfmpeg } from '../../audio/ffmpeg/find.js';
import type { CommandContext } from '../../context.js';
import { exitStatus, ScribeError } from '../../errors.js';
import { describeStale, staleProfiles } from '../../ingest/enroll-again.js';
import { sweepTelemetry } from '../../ingest/sweep-telemetry.js';
import { readCatalog } from '../../models/catalog.js';
import { readMachine, suitabilityDefaults } from '../../models/suitability.js';
import { measureMatrixSpeed } from '../../onnx/matrix-speed.js';
import { runtimeVersion } from '../../onnx/session.js';
import { telemetryProvenOff, telemetryVariable } from '../../onnx/telemetry-off.js';
import { scribeVersion } from '../../platform/versions.js';
import { counted } from '../../report/describe.js';
import { printJson, printTable, writeLine } from '../../report/output.js';
import {
  describeSetting,
  environmentVariableOf,
  isSecret,
  settingNames,
} from '../../settings/definitions.js';
import { describeSource } from '../../settings/resolve.js';
import { storeHealth } from '../../store/store-health.js';
import { withStore } from '../with-store.js';
import { writeBundle } from './bundle.js';
import { checkExports } from './check-exports.js';
import { checkLanguageModels } from './check-language-models.js';
import { attempt, type Check, checkModels } from './check-models.js';

export interface DoctorFlags {
  /** True: a file of the usual name in this folder. */
  readonly bundle?: string | true;
  readonly print?: boolean;
}

const bundleFile = 'scribe-bundle.json';

/** `scribe doctor`: what scribe runs on, and whether it can. @returns the exit status of the first problem. */
export async function doctor(context: CommandContext, flags: DoctorFlags = {}): Promise<number> {
  const { bundle, print } = flags;
  if (bundle !== undefined || print) {
    await writeBundle(context, print ? null : bundle === true || !bundle ? bundleFile : bundle);
    return 0;
  }
  const checks: Check[] = [
    { name: 'scribe', problem: null, detail: scribeVersion() },
    { name: 'node', problem: null, detail: `${process.version}, ${platform()} ${release()}, ${arch()}` },
    {
      name: 'machine',
      problem: null,
      detail: `${availableParallelism()} processors (${cpus()[0]?.model.trim() ?? 'unknown'}), ${gigabytes(freemem())} of ${gigabytes(totalmem())} free`,
    },
    { name: 'onnxruntime', problem: null, detail: runtimeVersion },
    checkTelemetry(runtimeVersion),
    await attempt('settings', async () => {
      if (context.settingsProblem) throw context.settingsProblem;
      const { configFile } = context.folders;
      return existsSync(configFile) ? configFile : 'defaults and environment; there is no config file';
    }),
    await attempt('ffmpeg', async () => {
      const { path, version, source } = await findFfmpeg({
        override: context.settings.values.ffmpeg ?? undefined,
      });
      return `${version} (${source}) ${path}`;
    }),
  ];
  const { threads } = context.settings.values;
  const speed = await measureMatrixSpeed(threads, context.clock);
  checks.push({ name: 'speed', problem: null, detail: describeSpeed(speed, threads) });
  const machine = { ...readMachine(), speed, free: process.availableMemory() };
  checks.push(...(await checkModels(context, readCatalog(), machine)));
  checks.push(await checkLanguageModels(context));
  checks.push(await attempt('store', async () => describeStore(context)));
  if (checks.at(-1)?.problem === null)
    checks.push(...(await checkProfiles(context)), ...(await checkExports(context)));

  const settings = settingNames.map((name) => ({
    name,
    value:
      name === 'export' || isSecret(name)
        ? describeSetting(name, context.settings.values[name])
        : context.settings.values[name],
    source: context.settings.sources[name],
    writtenAs: context.settings.writtenAs[name],
  }));
  const problem = checks.find((check) => check.problem !== null)?.problem ?? null;
  if (context.json) printJson(context, { ok: problem === null, checks, folders: context.folders, settings });
  else {
    for (const { name, problem, warning, detail } of checks) {
      const verdict = problem !== null ? 'BAD' : warning ? 'WARN' : 'ok';
      writeLine(context.out, `${verdict.padEnd(4)}  ${name.padEnd(30)} ${detail}`);
    }
    context.out.write('\n');
    const { home, cache, models, configFile } = context.folders;
    for (const [name, path] of Object.entries({ store: home, cache, models, 'config file': configFile }))
      writeLine(context.out, `${name.padEnd(12)} ${path}`);
    context.out.write('\n');
    printTable(
      context,
      ['SETTING', 'VALUE', 'FROM', 'VARIABLE'],
      settings.map((s) => [
        s.name,
        describeSetting(s.name, context.settings.values[s.name]) ?? '-',
        describeSource(s.name, context.settings),
        environmentVariableOf(s.name),
      ]),
    );
  }
  return problem === null ? 0 : exitStatus[problem];
}

/** Telemetry of onnxruntime is off. That nothing is sent was proven for one version of it. */
export function checkTelemetry(version: string): Check {
  const off = `off (${telemetryVariable}=${process.env[telemetryVariable]} in this process)`;
  if (version === telemetryProvenOff) return { name: 'telemetry', problem: null, detail: off };
  return {
    name: 'telemetry',
    problem: null,
    warning: true,
    detail: `${off}; proven to send nothing with onnxruntime ${telemetryProvenOff}, not yet with ${version}`,
  };
}

function describeStore(context: CommandContext): Promise<string> {
  return withStore(context, (store) => {
    sweepTelemetry(store, context);
    const health = storeHealth(store);
    if (health.problems.length > 0)
      throw new ScribeError('STORE', `The store ${health.path} is damaged: ${health.problems.join('; ')}.`, {
        hint: 'Restore it from a backup, or rescue what is readable with the .recover command of sqlite3.',
      });
    const meetings = Object.entries(health.meetingsByStatus).map(([status, n]) => `${n} ${status}`);
    return [
      `schema ${health.schemaVersion}`,
      `sqlite ${health.sqlite}`,
      `sqlite-vec ${health.sqliteVec}`,
      `${(health.size / 1e6).toFixed(1)} MB`,
      `meetings: ${meetings.join(', ') || 'none'}`,
      `profiles: ${health.counts.user_profiles}`,
      ...(health.isRead ? [] : ['too large to be read here: `scribe store check` reads all of it']),
      health.path,
    ].join(', ');
  });
}

/** A warning for each profile that the voice model in use has not measured. */
function checkProfiles(context: CommandContext): Promise<Check[]> {
  const { voiceModel } = context.settings.values;
  return withStore(context, (store) =>
    staleProfiles(store, voiceModel).map((profile) => ({
      name: `profile ${profile.displayName}`,
      problem: null,
      warning: true,
      detail: describeStale(profile, voiceModel),
    })),
  );
}

/** What the measured speed of matrix products means for a model of common size, which was not itself measured. */
function describeSpeed(speed: number, threads: number): string {
  const times = speed / suitabilityDefaults.workAtCostOne;
  return `${speed.toFixed(0)} GFLOP/s in matrix products on ${counted(threads, 'thread')}, with the machine as busy as it is now; a model like Parakeet 0.6B should reach about ${times.toFixed(times < 10 ? 1 : 0)}x real time`;
}

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GB`;
