/**
 * "Why is it stuck": rules over what was seen of a machine. Pure: the clock and what is usual are given.
 */
import { type Case, DIAGNOSIS_LEVELS, type Diagnosis, type Rule } from './case.ts';
import { bootsAgain } from './rules/boots-again.ts';
import { installerAsks, installerAsksPassword } from './rules/installer-asks.ts';
import { installerQuiet } from './rules/installer-quiet.ts';
import { installerRestarted } from './rules/installer-restarted.ts';
import { kernelDiffers } from './rules/kernel-differs.ts';
import { kernelSilent } from './rules/kernel-silent.ts';
import { loaderRefused } from './rules/loader-refused.ts';
import { offersIgnored } from './rules/offers-ignored.ts';
import { sharedMac } from './rules/shared-mac.ts';
import { sizeProbe } from './rules/size-probe.ts';
import { linkFlap, slowPort } from './rules/spanning-tree.ts';

/** The more certain a rule is, the earlier it stands: of two that say stuck, the first is told. */
export const RULES: readonly Rule[] = [
  sharedMac,
  installerAsks,
  installerAsksPassword,
  kernelDiffers,
  bootsAgain,
  offersIgnored,
  linkFlap,
  loaderRefused,
  kernelSilent,
  installerRestarted,
  installerQuiet,
  sizeProbe,
  slowPort,
];

/**
 * What is the matter with a machine; null: nothing that a rule knows. A rule that throws says nothing, and keeps the others
 * from nothing: `broken` is told of it.
 */
export function diagnose(
  seen: Case,
  broken: (rule: string, thrown: unknown) => void = () => {},
  rules: readonly Rule[] = RULES,
): Diagnosis | null {
  const found = rules.flatMap((rule) => {
    try {
      return rule(seen) ?? [];
    } catch (thrown) {
      broken(rule.name, thrown);
      return [];
    }
  });
  const rank = ({ level }: Diagnosis): number => DIAGNOSIS_LEVELS.indexOf(level);
  return found.sort((a, b) => rank(a) - rank(b))[0] ?? null;
}
