/** One entry of systemd-boot and its like: `loader/entries/NAME.conf` (UAPI group, Boot Loader Specification, type 1). */
import { type EntryDraft, linesOfMenu } from './draft.ts';

/** null when the file starts no Linux kernel. `name` is the file's, without `.conf`. */
export function parseLoaderEntry(name: string, text: string): EntryDraft | null {
  const lines = linesOfMenu(text).map((line) => /^\s*([\w-]+)\s+(.*?)\s*$/.exec(line));
  const values = (key: string) => lines.flatMap((line) => (line?.[1] === key ? [line[2] ?? ''] : []));
  const [kernel] = values('linux');
  if (kernel === undefined) return null;
  return {
    title: [values('title')[0] ?? name, values('version')[0] ?? ''].join(' ').trim(),
    kernel,
    initrds: values('initrd').flatMap((line) => line.split(/\s+/)),
    commandLine: values('options').join(' '),
    names: [name, `${name}.conf`],
  };
}

/** `default` of `loader/loader.conf`; null: not said. */
export function loaderDefault(text: string): string | null {
  return /^\s*default\s+(\S+)/m.exec(text)?.[1] ?? null;
}
