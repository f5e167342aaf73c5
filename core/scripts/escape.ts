/**
 * Text into iPXE scripts. iPXE has no quotes (core/exec.c): a line is cut into words at white space; the words `||`,
 * `&&`, `;` and any word that begins with `#` end the command; then `${name}` is expanded in each word by itself.
 */

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
  return text
    .replaceAll('—', '-')
    .replace(/\s+/g, ' ')
    .replace(/[^ -~]/gu, '?')
    .replace(/\$\{/g, '$ {')
    .trim()
    .slice(0, limit)
    .split(' ')
    .filter((word) => word !== '')
    .map(ipxeWord)
    .join(' ');
}

/** An absolute URL from the laptop's base and a path of the boot tree. */
export function ipxeUrl(base: string, path: string): string {
  return ipxeWord(base + path.split('/').map(encodeURIComponent).join('/'));
}
