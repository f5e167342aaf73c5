/**
 * The seam every family of systems stands behind: detection, boot plan, answers.
 *
 * A family is pure: it reads small files through the tree it is given and returns values. What it wants added to the
 * served tree (files from the boot-file folder, signed copies, small rendered files) it declares as data.
 */
import type { Problem } from '../errors.ts';
import type { MediumTree } from '../media/tree.ts';
import type { MachinePlan } from './boot-plan.ts';
import type { Form } from './form.ts';
import type { Detection, Image } from './image.ts';
import type { Machine } from './machine.ts';
import type { Profile, Settings } from './profile.ts';
import type { RepositoryUrl } from './repositories.ts';
import type { Refusal, Signature } from './signature.ts';

/** Addresses of this laptop as one machine must use them; every URL is absolute and has no trailing slash. */
export interface BootUrls {
  /** `http://10.77.0.1:8067`; port 80 is left out. */
  readonly base: string;
  /** `10.77.0.1` or `10.77.0.1:8067`. */
  readonly host: string;
  /** The image's file tree: `<base>/images/ID/tree`. */
  readonly tree: string;
  /** The whole medium: `<base>/images/ID/ID.iso`. Its name ends in `.iso`: casper and dracut look at that. */
  readonly iso: string;
  /** The tree as an NFS root; null while the NFS door is shut. */
  readonly nfs: NfsRoot | null;
  /** Folder of this machine's own files, its answers among them: `<base>/machines/MAC/TOKEN`. */
  readonly own: string;
  /** This machine's rendered answers, the first of them where there are several; the folder where there are none. */
  readonly answers: string;
  /** Where its installer can send its log by syslog (UDP); absent or null: nowhere. */
  readonly syslog?: SyslogTarget | null;
  /** This machine's reports; a state is appended: `<report>/finished`. */
  readonly report: string;
}

export interface SyslogTarget {
  /** IPv4 address, dotted. */
  readonly host: string;
  readonly port: number;
}

export interface NfsRoot {
  /** `10.77.0.1:/images/ID/tree`. */
  readonly path: string;
  /** False: only clients that can be told the ports (`port=2049,mountport=20048`) can mount it. */
  readonly portMapper: boolean;
}

/** Everything a family may use for one machine. */
export interface InstallContext {
  readonly image: Image;
  readonly profile: Profile;
  /** Defaults of the family, the profile's settings over them, the machine's own over those. */
  readonly settings: Settings;
  /** The same settings, read: what answers are rendered from. */
  readonly form: Form;
  readonly machine: Machine;
  readonly urls: BootUrls;
  /** Repositories of the images that are joined to this one. */
  readonly joined: readonly RepositoryUrl[];
  /** Name the machine gets: its own, or made from the profile's pattern. */
  readonly hostname: string;
}

/** Bytes of a boot file that a family may look at; the version text of an x86 kernel lies within them. */
export const BOOT_FILE_HEAD = 64 * 1024;

/** One file that the served tree has and the medium has not (or not so). Paths are relative to the image's tree. */
export type OverlayFile =
  /** Taken from the boot-file folder, by the name it has there. */
  | { readonly path: string; readonly kind: 'boot-file'; readonly name: string }
  /** A small text, in the place of the medium's file if it has one there. */
  | { readonly path: string; readonly kind: 'text'; readonly content: string }
  /** Written by a tool of this laptop when the image is opened: the list of a folder's packages. */
  | { readonly path: string; readonly kind: 'made' }
  /** The medium's file `of`, or one that was made, clear-signed with the laptop's key. */
  | { readonly path: string; readonly kind: 'clear-signed'; readonly of: string }
  /** A detached, armoured signature of the medium's file `of`. */
  | { readonly path: string; readonly kind: 'detached-signature'; readonly of: string }
  /** A newc cpio archive (an initrd member) of these files; `signingKey` puts the laptop's public key there. */
  | {
      readonly path: string;
      readonly kind: 'cpio';
      readonly members: readonly {
        readonly name: string;
        readonly mode: number;
        readonly content: string | { readonly signingKey: 'armored' | 'binary' };
      }[];
    };

/**
 * An archive made for one machine, under `urls.own`: `cpio` (newc), which its plan names among the RAM disks, or `tar.gz`
 * (ustar), which its RAM disk unpacks itself.
 */
export interface MachineFile {
  /** `early.cpio`; no answer file has this name. */
  readonly name: string;
  readonly kind: 'cpio' | 'tar.gz';
  readonly members: readonly {
    readonly name: string;
    readonly mode: number;
    /** A text; one of the machine's answer files as it is rendered; or, in a tar archive, where a symbolic link leads. */
    readonly content: string | { readonly answers: string } | { readonly link: string };
  }[];
}

/** A file whose bytes are replaced in the medium as it is served whole (`urls.iso`); the medium itself stays as it is. */
export interface IsoPatch {
  /** File of the medium. */
  readonly path: string;
  /** At most as many bytes as the file has; line feeds fill the rest. */
  readonly content: string;
}

/** One file of a machine's answers. */
export interface AnswerFile {
  /** File name as the installer asks for it: `preseed.cfg`, `ks.cfg`, `user-data`. */
  readonly name: string;
  /** File name of the family's template in resources/answers/. */
  readonly template: string;
}

/** Rough share of an installation that is done, 0 to 0.95, from what was served of the image to one machine. */
export type ProgressCurve = (served: { readonly files: number; readonly bytes: number }) => number;

export interface Family {
  readonly id: string;
  /** Name for people: `Debian`. */
  readonly title: string;
  /** What its media have and other families' have not. */
  readonly signature: Signature;
  /** Takes what no other family knows: that a medium has its marks says nothing. Absent: false. */
  readonly lastResort?: true;
  /** Says what a medium is that has one of the signature's marks and none of the others'; or why it is not of this family. */
  detect(tree: MediumTree): Promise<Detection | Refusal>;
  /** Files the served tree of this image has beside the medium's own, or in their place. */
  overlay(image: Detection): readonly OverlayFile[];
  /** Bytes changed in the medium as it is served whole; absent: none. */
  isoPatches?(image: Detection): readonly IsoPatch[];
  /** Files made for one machine; absent: none but its answers. */
  machineFiles?(context: InstallContext): readonly MachineFile[];
  /** What is wrong with a boot file for this image, judged by its first BOOT_FILE_HEAD bytes; absent: nothing to judge. */
  bootFileProblem?(image: Detection, name: string, head: Uint8Array): Problem | null;
  /** Defaults for every setting the family's template uses. */
  readonly defaults: Settings;
  /**
   * The files of a machine's answers, by what its profile leads to. The first, the same for either, is the one that the
   * technician's own template takes the place of; a family that asks no questions has none.
   */
  answers(image: Detection, purpose: Purpose): readonly AnswerFile[];
  /**
   * Keys of the settings that this form sets and the family's own answers cannot express for this image; they are left
   * out, and the technician is told. Absent: none.
   */
  leftOut?(image: Detection, form: Form): readonly string[];
  /** Kernel, initrds and arguments for one machine, in the way that suits it; a program; or why it cannot be started. */
  plan(context: InstallContext): MachinePlan;
  /** What booting leads to, by the settings of the profile; absent: an installation. */
  purpose?(settings: Settings): Purpose;
  /** Variables of the answer templates, beside `settings`, `form`, `machine`, `image`, `urls`, `hostname`. */
  variables(context: InstallContext): Readonly<Record<string, unknown>>;
  /**
   * The first answer file, rendered, with what every installation needs whatever template made them: the report of its end and of its
   * failure. Absent: the family does that outside the answers.
   */
  finishAnswers?(text: string, context: InstallContext): string;
  /**
   * What a request for a file of this image's tree tells about the installation, as a short stage word
   * (`kernel`, `initrd`, `installer`, `packages`; `system`: with it a system runs from the network); null when it
   * tells nothing.
   */
  stage(path: string): InstallStage | null;
  readonly progress: ProgressCurve;
}

export type InstallStage = 'kernel' | 'initrd' | 'installer' | 'packages' | 'system';

/**
 * `install`: a system is written to the machine's disk, its end is reported, and from then on the disk is booted. `run`:
 * a system or program runs from the network, at every boot, until the technician says otherwise; no end is reported
 * and nothing is erased by itself.
 */
export type Purpose = 'install' | 'run';
