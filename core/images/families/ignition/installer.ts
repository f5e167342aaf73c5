/**
 * How CoreOS and Flatcar are installed: their live system starts with a configuration of its own, which runs a script at
 * once. The script writes the system with the maker's own tool and hands it the machine's configuration.
 */
import { shellWord } from '../../answers.ts';
import type { InstallContext } from '../../family.ts';
import { reportDisks, sendJournal, tellFailure, tellFinished, tellStage } from '../report-scripts.ts';
import { type Flavour, type IgnitionConfig, ignitionConfig, usersOf } from './config.ts';

const SCRIPT = '/etc/fieldboot/install.sh';
/** The configuration of the installed system, where Ignition of the live one leaves it. */
const TARGET = '/etc/fieldboot/target.ign';

/** Whoever may log in to the installed system may watch how it is installed. */
export function installerConfig({ form, urls }: InstallContext): IgnitionConfig {
  return ignitionConfig({
    users: usersOf(form),
    files: [
      { path: SCRIPT, mode: 0o755, content: { source: `${urls.own}/install.sh` } },
      { path: TARGET, mode: 0o600, content: { source: urls.answers } },
    ],
    units: [
      {
        name: 'fieldboot-install.service',
        enabled: true,
        contents: `[Unit]
Description=Installation by Fieldboot
Wants=network-online.target
After=network-online.target
[Service]
Type=oneshot
ExecStart=/bin/sh ${SCRIPT}
StandardOutput=journal+console
StandardError=journal+console
[Install]
WantedBy=multi-user.target
`,
      },
    ],
  });
}

/** What the installation script is told. */
export function installerVariables(
  context: InstallContext,
  flavour: Flavour,
): Readonly<Record<string, unknown>> {
  const { report } = context.urls;
  const failed = (reason: string) => tellFailure(report, reason, ['/tmp/fieldboot-install.log']);
  return {
    // It is written to one disk whatever the layout.
    disk: { ...context.form.disk, count: 1 },
    write: WRITES[flavour](context),
    sendJournal: sendJournal(context.urls.syslog),
    tellPartitioning: tellStage(report, 'partitioning'),
    tellDisks: reportDisks(report),
    tellWriting: tellStage(report, 'writing'),
    tellFinishing: tellStage(report, 'finishing'),
    tellFinished: tellFinished(report),
    tellNoDisk: failed('No disk, or several, fit the rule of the profile.'),
    tellNotWritten: failed('The system could not be written to the disk; see its log.'),
  };
}

/** The maker's tool; the disk is appended. */
const WRITES: Readonly<Record<Flavour, (context: InstallContext) => string>> = {
  // Its live system carries the image that it writes (coreos-installer's documentation, "osmet").
  coreos: ({ form }) =>
    [
      `coreos-installer install --ignition-file ${TARGET}`,
      ...form.kernelArgs.map((word) => `--append-karg ${shellWord(word)}`),
    ].join(' '),
  flatcar: (context) => `flatcar-install -i ${TARGET}${flatcarSource(context)} -d`,
};

/**
 * Where flatcar-install fetches the image, which it checks against the maker's signature: it looks below a folder that is
 * called as the version. Absent: the maker's servers.
 */
function flatcarSource({ image, urls, form }: InstallContext): string {
  if (image.facts.image === 'yes') return ` -b ${shellWord(urls.tree)} -V .`;
  return form.mirror ? ` -b ${shellWord(form.mirror)}` : '';
}
