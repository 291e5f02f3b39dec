import { nearestSpellings } from '../../domain/nearest-spellings.js';
import { ScribeError } from '../../errors.js';
import {
  environmentVariableOf,
  flagOf,
  namesOf,
  type SettingName,
  settingNames,
} from '../../settings/definitions.js';

/** The setting that somebody means: by its name, a former one, its flag or its variable. @throws ScribeError USAGE */
export function findSetting(given: string): SettingName {
  const found = settingNames.find((name) =>
    namesOf(name).some((each) =>
      [each, flagOf(each), environmentVariableOf(each)].some((written) => plain(written) === plain(given)),
    ),
  );
  if (found) return found;
  const near = nearestSpellings(given, settingNames);
  throw new ScribeError('USAGE', `Looking for the setting "${given}" failed: there is none of that name.`, {
    hint:
      near.length > 0
        ? `Did you mean ${near.join(' or ')}? \`scribe config list\` shows all.`
        : 'Run `scribe config list` to see all.',
  });
}

const plain = (written: string): string => written.replace(/[-_]/g, '').toLowerCase();
