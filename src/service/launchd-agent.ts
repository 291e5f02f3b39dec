import { ownMark, type ServiceSpec } from './service-file.js';

/** What launchd knows a service by. */
export const launchdLabel = (name: string): string => `scribe.${name}`;

/** A user agent of launchd (launchd.plist(5)). @param log absolute path of the file for what it prints. Pure. */
export function launchdAgent(spec: ServiceSpec, log: string): string {
  const environment = Object.entries(spec.environment).flatMap(([name, value]) => [
    `      <key>${escapeXml(name)}</key>`,
    `      <string>${escapeXml(value)}</string>`,
  ]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    `<!-- ${ownMark} -->`,
    '<plist version="1.0">',
    '  <dict>',
    '    <key>Label</key>',
    `    <string>${escapeXml(launchdLabel(spec.name))}</string>`,
    '    <key>ProgramArguments</key>',
    '    <array>',
    ...spec.command.map((word) => `      <string>${escapeXml(word)}</string>`),
    '    </array>',
    '    <key>EnvironmentVariables</key>',
    '    <dict>',
    ...environment,
    '    </dict>',
    '    <key>RunAtLoad</key>',
    '    <true/>',
    '    <key>KeepAlive</key>',
    '    <dict>',
    '      <key>SuccessfulExit</key>',
    '      <false/>',
    '    </dict>',
    '    <key>ExitTimeOut</key>',
    `    <integer>${spec.patience}</integer>`,
    '    <key>ThrottleInterval</key>',
    '    <integer>30</integer>',
    '    <key>ProcessType</key>',
    '    <string>Background</string>',
    '    <key>LowPriorityIO</key>',
    '    <true/>',
    '    <key>Nice</key>',
    '    <integer>10</integer>',
    '    <key>StandardOutPath</key>',
    `    <string>${escapeXml(log)}</string>`,
    '    <key>StandardErrorPath</key>',
    `    <string>${escapeXml(log)}</string>`,
    '  </dict>',
    '</plist>',
    '',
  ].join('\n');
}

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
