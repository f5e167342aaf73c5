/**
 * Text into what loaders read, for all of them in this one place: words of commands, kernel arguments, text to show,
 * paths of files. Each loader cuts its lines differently, and each has something that it cannot be told.
 *
 * iPXE has no quotes (core/exec.c): a line is cut into words at white space; the words `||`,
 * `&&`, `;` and any word that begins with `#` end the command; then `${name}` is expanded in each word by itself.
 */
import { hasControl } from '../wire/text.ts';

/** A setting that nobody sets: it expands to nothing, and keeps a word from looking like a terminator. */
const NOTHING = `\${fieldboot-nothing}`;

/**
 * One word of a command, as iPXE's commands will see it. Throws RangeError for what cannot be passed: nothing,
 * white space, control characters, and `${`, which iPXE would expand wherever it comes from.
 */
export function ipxeWord(word: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (word === '' || /[\s\x00-\x1f\x7f]|\$\{/.test(word))
    throw new RangeError(`iPXE cannot be given the word ${JSON.stringify(word)}`);
  return word.startsWith('#') || ['||', '&&', ';'].includes(word) ? `${NOTHING}${word}` : word;
}

/**
 * Words to show with `echo`, whatever they are: runs of white space become one space (iPXE does the same), what its
 * consoles cannot draw becomes `?`. At most `limit` characters.
 */
export function ipxeText(text: string, limit = 200): string {
  return shown(text, limit)
    .replace(/\$\{/g, '$ {')
    .slice(0, limit)
    .split(' ')
    .filter((word) => word !== '')
    .map(ipxeWord)
    .join(' ');
}

/** An absolute URL from the laptop's base and a path of the boot tree. */
export function ipxeUrl(base: string, path: string): string {
  return ipxeWord(base + encodedPath(path));
}

/**
 * A kernel argument as it must stand on the kernel's own command line, whichever loader writes it there: what has a
 * space in it stands in quotes, which the kernel takes away again (next_arg, lib/cmdline.c). Throws RangeError for what
 * no kernel can be given: nothing, control characters, a space and a quote together.
 */
export function kernelArgument(argument: string): string {
  const { name, value } = partsOf(argument);
  return value.includes(' ') ? `${name}"${value}"` : argument;
}

/** Kernel arguments for iPXE. Throws RangeError for what cannot be passed: two spaces become one there, too. */
export function ipxeArguments(args: readonly string[]): string {
  return args
    .flatMap((one) => kernelArgument(one).split(' '))
    .map(ipxeWord)
    .join(' ');
}

/**
 * Most bytes of a kernel's command line on x86 (COMMAND_LINE_SIZE, less its NUL). pxelinux and GRUB cut what is longer
 * and say nothing; the kernel would start with half its arguments.
 */
const COMMAND_LINE = 2047;

/**
 * Kernel arguments for pxelinux, where they stand to the end of the line as they are (com32/elflink/ldlinux of syslinux
 * 6). Throws RangeError for what cannot be passed: a lone `-`, which means "none" to APPEND, and more than a kernel takes.
 */
export function pxelinuxArguments(args: readonly string[]): string {
  const line = args.map(kernelArgument).join(' ');
  if (line === '-') throw cannot('pxelinux', 'argument', line);
  return short(line);
}

/**
 * A file for pxelinux's LINUX and INITRD, from what its URLs begin with (`http://10.77.0.1:8067`, `tftp://10.77.0.1`)
 * and a path of the boot tree. By HTTP it is encoded; by TFTP there is no encoding, so what cuts a line or a list of RAM
 * disks (white space, comma) throws RangeError.
 */
export function pxelinuxFile(base: string, path: string): string {
  if (!base.startsWith('tftp:')) return base + encodedPath(path).replaceAll(',', '%2C');
  if (hasControl(path) || /[\s,]/.test(path)) throw cannot('pxelinux', 'file', path);
  return base + path;
}

/** Words for SAY, DISPLAY and menu labels of pxelinux: its consoles draw ASCII, and `^` would mark a key of a menu. */
export function pxelinuxText(text: string, limit = 200): string {
  return shown(text, limit).replaceAll('^', '?') || '-';
}

/**
 * One word of a GRUB command, whatever is in it: between single quotes nothing is special to GRUB but the quote itself
 * (docs/grub.texi, "Quoting"). Throws RangeError for control characters.
 */
export function grubWord(word: string): string {
  if (hasControl(word)) throw cannot('GRUB', 'word', word);
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * Kernel arguments for GRUB's `linux`, which puts quotes around an argument with a space by itself, and a backslash
 * before every quote and backslash (grub-core/lib/cmdline.c): the kernel would see it, so these throw RangeError.
 */
export function grubArguments(args: readonly string[]): string {
  const line = args.map((one) => {
    const { name, value } = partsOf(one);
    if (/["'\\]/.test(name + value)) throw cannot('GRUB', 'argument', one);
    return name + value;
  });
  short(line.join(' '));
  return line.map(grubWord).join(' ');
}

/**
 * A file for GRUB, from a device (`(http,10.77.0.1:8067)`, `(tftp,10.77.0.1)`) and a path of the boot tree. GRUB sends
 * HTTP paths as they are, so they are encoded here; TFTP has no encoding.
 */
export function grubFile(device: string, path: string): string {
  return grubWord(device + (device.startsWith('(http') ? encodedPath(path) : path));
}

/** Words for GRUB's `echo`, as one word. */
export function grubText(text: string, limit = 200): string {
  return grubWord(shown(text, limit));
}

/** Text that every loader's console can draw: ASCII on one line, without runs of spaces. */
function shown(text: string, limit: number): string {
  return text
    .replaceAll('—', '-')
    .replace(/\s+/g, ' ')
    .replace(/[^ -~]/gu, '?')
    .trim()
    .slice(0, limit);
}

/** `name=` and value of an argument, quotes taken away; a plain word is a value without a name. */
function partsOf(argument: string): { name: string; value: string } {
  if (argument === '' || hasControl(argument)) throw cannot('A kernel', 'argument', argument);
  const [, name = '', rest = ''] = /^([^=" ]*=)?(.*)$/u.exec(argument) ?? [];
  const value = /^"[^"]*"$/.test(rest) ? rest.slice(1, -1) : rest;
  // Two quotes with nothing between are a word to the kernel, which no loader writes in the same way.
  const isEmpty = name === '' && value === '';
  if (isEmpty || (value.includes(' ') && value.includes('"'))) throw cannot('A kernel', 'argument', argument);
  return { name, value };
}

function short(line: string): string {
  const { length } = new TextEncoder().encode(line);
  if (length > COMMAND_LINE)
    throw new RangeError(
      `A kernel cannot be given arguments of ${length} bytes; ${COMMAND_LINE} is the most`,
    );
  return line;
}

/** Of an argument the name alone is said: the sentence goes into events and reports, and a value may be a password. */
function cannot(whom: string, what: string, text: string): RangeError {
  const said = what === 'argument' ? text.replace(/=.*/su, '=…') : text;
  return new RangeError(`${whom} cannot be given the ${what} ${JSON.stringify(said)}`);
}

const encodedPath = (path: string): string => path.split('/').map(encodeURIComponent).join('/');
