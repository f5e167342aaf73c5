/** The menu on a machine, written for its loader, and what a choice made there sets going. */
import { isConfirmed } from '../images/arming.ts';
import type { BootPlan } from '../images/boot-plan.ts';
import type { ScriptContext } from '../scripts/context.ts';
import { grubFile } from '../scripts/escape.ts';
import { grubDevice, menuPath, renderMenu } from '../scripts/menu.ts';
import { type Asking, renderPlan } from '../scripts/render.ts';
import type { Requester } from '../tree/boot-tree.ts';
import type { MachineDesk, MenuDesk } from '../tree/machine-files.ts';
import type { Hub } from './hub.ts';
import type { MachineMenu } from './machine-menu.ts';
import type { Machines } from './machines.ts';
import type { Profiles } from './profiles.ts';
import type { SitePolicy } from './site-policy.ts';
import { type AddressWitnesses, mayAskFor } from './who-asks.ts';

export interface MenusOfMachinesParts {
  readonly hub: Hub;
  readonly machines: Machines;
  readonly profiles: Pick<Profiles, 'erases'>;
  readonly policy: SitePolicy;
  readonly menu: MachineMenu;
  readonly desk: Pick<MachineDesk, 'script'>;
  readonly laptop: string;
  readonly witnesses: AddressWitnesses;
  /** `http://10.77.0.1:8067`; null while not serving. */
  base(): string | null;
}

export class MenusOfMachines implements MenuDesk {
  readonly #parts: MenusOfMachinesParts;

  constructor(parts: MenusOfMachinesParts) {
    this.#parts = parts;
  }

  async menu(
    mac: string,
    which: 'main' | 'question',
    from: Requester,
    asking: Asking,
  ): Promise<string | null> {
    const context = await this.#contextOf(mac, from);
    const { menu } = this.#parts;
    const open = which === 'question' ? menu.question(mac) : menu.current();
    if (context === null || open === null) return null;
    // pxelinux could only judge a PIN by itself.
    return open.asksPin && asking.loader === 'pxelinux' ? null : renderMenu(open, context, asking);
  }

  async choose(
    mac: string,
    key: string,
    facts: ReadonlyMap<string, string>,
    from: Requester,
    asking: Asking,
  ): Promise<string | null> {
    const { machines, menu } = this.#parts;
    const context = await this.#contextOf(mac, from);
    if (context === null) return null;
    // What was chosen at the laptop meanwhile holds.
    if (machines.assignment(mac)) return this.#script(mac, facts, from, asking);
    const choice = menu.judge(mac, key, facts.get('pin') ?? '');
    switch (choice.kind) {
      case 'profile':
        this.#assign(mac, choice.id);
        return this.#script(mac, facts, from, asking);
      case 'local':
        this.#parts.hub.emit({ mac, kind: 'local-boot', detail: { profile: '', reason: CHOSEN } });
        return rendered({ kind: 'local', title: CHOSEN }, context, asking);
      case 'menu':
        return asking.loader === 'grub'
          ? `configfile ${grubFile(grubDevice(context, asking.fetching), menuPath(mac, asking, 'question'))}\n`
          : renderMenu(choice.menu, context, asking);
      case 'refused':
        return rendered({ kind: 'blocked', sentence: choice.sentence }, context, asking);
    }
  }

  /** GRUB's menu was left without a choice: what was chosen at the laptop meanwhile, or nothing. */
  async left(
    mac: string,
    facts: ReadonlyMap<string, string>,
    from: Requester,
    asking: Asking,
  ): Promise<string | null> {
    if ((await this.#contextOf(mac, from)) === null) return null;
    return this.#parts.machines.assignment(mac) ? this.#script(mac, facts, from, asking) : 'true\n';
  }

  /** Whoever stands there was asked whether its disks may be erased; whether that is enough, the policy says. */
  #assign(mac: string, profile: string): void {
    const { machines, profiles, policy, menu } = this.#parts;
    const by = menu.isTrusted ? 'technician' : 'bystander';
    const choice = { by, erases: profiles.erases(profile), confirmed: true } as const;
    machines.assign(mac, profile, {
      confirmed: isConfirmed(policy.current.confirm, choice),
      because: CHOSEN,
    });
  }

  #script(
    mac: string,
    facts: ReadonlyMap<string, string>,
    from: Requester,
    asking: Asking,
  ): Promise<string | null> {
    const told = [...facts].filter(([name]) => name === 'lockdown' || name === 'chain');
    return this.#parts.desk.script(mac, new Map(told), from, asking);
  }

  /** null: nothing is served, or it is not the machine that asks. */
  async #contextOf(mac: string, from: Requester): Promise<ScriptContext | null> {
    const { machines, witnesses, laptop } = this.#parts;
    const base = this.#parts.base();
    if (base === null || !machines.isKnown(mac) || !(await mayAskFor(mac, from.address, witnesses)))
      return null;
    return { urls: { base }, machine: machines.known(mac), laptop, report: null };
  }
}

const CHOSEN = 'chosen at the machine';

/** GRUB's menu comes back at once, over whatever was said. */
function rendered(plan: BootPlan, context: ScriptContext, asking: Asking): string {
  const { text } = renderPlan(plan, context, asking);
  return plan.kind === 'blocked' && asking.loader === 'grub'
    ? `${text}sleep --interruptible 5\ntrue\n`
    : text;
}
