/** `.treeinfo` and `.discinfo`, which Red Hat's relatives put at the root of their media. */

/** Sections of an INI file; section and key names in lower case. */
export type Ini = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Reads INI text; lines that are neither section, `key = value` nor comment are passed over. */
export function parseIni(text: string): Ini {
  const sections = new Map<string, Map<string, string>>();
  let section = new Map<string, string>();
  for (const raw of text.split(/\r?\n/, 20_000)) {
    const line = raw.trim();
    const name = /^\[([^\]]+)\]$/.exec(line)?.[1];
    const at = line.search(/[=:]/);
    if (name !== undefined) {
      section = sections.get(name.toLowerCase()) ?? new Map();
      sections.set(name.toLowerCase(), section);
    } else if (at > 0 && !/^[#;]/.test(line))
      section.set(line.slice(0, at).trimEnd().toLowerCase(), line.slice(at + 1).trimStart());
  }
  return sections;
}

/** What `.treeinfo` says of an installation tree; empty strings where it says nothing. */
export interface TreeInfo {
  /** Name and version as given: `Rocky Linux`, `9.4`. */
  readonly name: string;
  readonly version: string;
  readonly arch: string;
  readonly kernel: string;
  readonly initrd: string;
  /** Image of the installer's second stage. */
  readonly stage2: string;
  /** Folders whose `repodata/` the packages are listed in. */
  readonly repositories: readonly string[];
  /** `[platform]` or `[branding]` of another product that borrows the format. */
  readonly foreign: boolean;
}

/** Reads `.treeinfo`: the productmd format (`[release]`, variants) and the older one (`[general]`). */
export function parseTreeInfo(text: string): TreeInfo {
  const ini = parseIni(text);
  const get = (section: string, key: string) => ini.get(section)?.get(key) ?? '';
  const arch = get('tree', 'arch') || get('general', 'arch');
  const images = `images-${arch.toLowerCase()}`;
  const variants = [...ini.entries()].filter(([section]) => section.startsWith('variant-'));
  return {
    name: get('release', 'name') || get('general', 'family'),
    version: get('release', 'version') || get('general', 'version'),
    arch,
    kernel: get(images, 'kernel'),
    initrd: get(images, 'initrd'),
    stage2: get('stage2', 'mainimage'),
    repositories: variants.map(([, variant]) => variant.get('repository') ?? '.'),
    foreign: ini.has('platform') || ini.has('branding'),
  };
}

/** `.discinfo`: time, release name, architecture, one a line. null when it is something else. */
export function parseDiscInfo(text: string): { readonly name: string; readonly arch: string } | null {
  const [time = '', name = '', arch = ''] = text.split(/\r?\n/).map((line) => line.trim());
  return /^\d+(?:\.\d+)?$/.test(time) && name !== '' && arch !== '' ? { name, arch } : null;
}
