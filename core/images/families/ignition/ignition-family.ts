/**
 * What CoreOS and Flatcar are alike in: a live system that Ignition configures. It runs from memory, or, where the profile
 * says so, writes itself to the disk.
 */
import type { AnswerFile, Family, InstallContext } from '../../family.ts';
import { installableDefaults, purposeOfSettings } from '../../live/purpose.ts';
import { liveCurve } from '../shared.ts';
import { type Flavour, ignitionLeavesOut, ignitionOf } from './config.ts';
import { installerConfig, installerVariables } from './installer.ts';

/** The system's configuration first, live or installed: a technician's own takes its place. */
const ANSWERS: readonly AnswerFile[] = [
  { name: 'config.ign', template: 'ignition.liquid' },
  { name: 'installer.ign', template: 'ignition-installer.liquid' },
  { name: 'install.sh', template: 'ignition-install.liquid' },
];

/** Settings that Ignition's systems have no place for. */
const WITHOUT = [
  ...['layout', 'filesystem', 'swap', 'packages', 'repositories', 'firewall'],
  ...['register', 'register_to', 'register_playbook'],
];

type Shared = Omit<Family, 'id' | 'title' | 'signature' | 'detect' | 'plan' | 'stage'>;

export const ignitionFamily = (flavour: Flavour): Shared => ({
  defaults: installableDefaults(WITHOUT),
  purpose: purposeOfSettings,
  overlay: () => [],
  answers: (_image, purpose) => (purpose === 'install' ? ANSWERS : ANSWERS.slice(0, 1)),
  leftOut: (_image, form) => ignitionLeavesOut(form),
  variables: (context) => ({
    ignition: ignitionOf({ ...context, mac: context.machine.mac, flavour }),
    installer: installerConfig(context),
    ...installerVariables(context, flavour),
  }),
  progress: liveCurve,
});

/** The configuration that the live system starts with. */
export const ignitionUrl = ({ settings, urls }: InstallContext): string =>
  purposeOfSettings(settings) === 'install' ? `${urls.own}/installer.ign` : urls.answers;
