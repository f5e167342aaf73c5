/** All that a family is told to make one machine's boot plan and answers: its profile, its settings, its addresses. */
import { familyOf } from '../images/families/index.ts';
import type { BootUrls, InstallContext, NfsRoot, SyslogTarget } from '../images/family.ts';
import type { Assignment, Machine } from '../images/machine.ts';
import type { Profile } from '../images/profile.ts';
import type { Library } from './library.ts';
import type { Profiles } from './profiles.ts';

export interface BootContextsParts {
  readonly library: Library;
  readonly profiles: Profiles;
  /** `http://10.77.0.1:8067`; null while not serving. */
  base(): string | null;
  /** How machines can mount the images by NFS; null: not at all. */
  nfs(): Pick<NfsRoot, 'portMapper'> | null;
  /** Where installers can send their log; null: nowhere. */
  syslog(): SyslogTarget | null;
}

/** Where a URL points while nothing serves, for answers that are only looked at. */
const EXAMPLE_BASE = 'http://10.77.0.1:8067';

export class BootContexts {
  readonly #parts: BootContextsParts;

  constructor(parts: BootContextsParts) {
    this.#parts = parts;
  }

  /** Of a machine that boots what it is assigned. Throws NOT_FOUND (profile, image). */
  of(machine: Machine, assignment: Assignment, base: string): InstallContext {
    return this.#parts.profiles.context(assignment.profile, machine, this.urlsOf(assignment, base));
  }

  /** Of a machine that is only looked at: with an address that opens nothing. */
  example(profile: Profile, machine: Machine): InstallContext {
    const nobody = { mac: machine.mac, token: 'TOKEN' };
    const urls = this.#urls(nobody, profile.image, this.#parts.base() ?? EXAMPLE_BASE);
    return this.#parts.profiles.contextOf(profile, machine, urls);
  }

  /** URLs that a machine uses while it boots what it is assigned. Throws NOT_FOUND (profile, image). */
  urlsOf(assignment: Assignment, base: string): BootUrls {
    return this.#urls(assignment, this.#parts.profiles.get(assignment.profile).image, base);
  }

  #urls({ mac, token }: Pick<Assignment, 'mac' | 'token'>, imageId: string, base: string): BootUrls {
    const image = this.#parts.library.get(imageId);
    const own = `${base}/machines/${mac}/${token}`;
    const [answers] = familyOf(image.family).answers(image, 'install');
    const host = base.replace(/^https?:\/\//, '');
    const nfs = this.#parts.nfs();
    return {
      base,
      host,
      tree: `${base}/images/${image.id}/tree`,
      iso: `${base}/images/${image.id}/${image.id}.iso`,
      nfs: nfs && { path: `${host.replace(/:\d+$/, '')}:/images/${image.id}/tree`, ...nfs },
      own,
      answers: answers ? `${own}/${answers.name}` : own,
      syslog: this.#parts.syslog(),
      report: `${own}/report`,
    };
  }
}
