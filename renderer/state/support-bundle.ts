/** The engine's support bundle of a machine as one text. Pure. */

/** A heading for each file; what is empty is left out. */
export function oneText(files: Readonly<Record<string, string>>): string {
  const parts = Object.entries(files).filter(([, text]) => text.trim() !== '');
  return `${parts.map(([name, text]) => `## ${name}\n\n\`\`\`\n${text.trimEnd()}\n\`\`\``).join('\n\n')}\n`;
}
