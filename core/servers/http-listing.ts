import type { ServedDirectory } from '../tree/boot-tree.ts';

/** A directory as a page that a person can click through and a mirror tool can read. */
export function renderListing(directory: ServedDirectory): string {
  const title = escapeHtml(directory.path);
  const up = directory.path === '/' ? '' : '<tr><td><a href="../">../</a></td><td></td><td></td></tr>\n';
  const rows = directory.entries.map(renderEntry).join('');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title></head>
<body><h1>${title}</h1>
<table>
${up}${rows}</table>
</body></html>
`;
}

function renderEntry({ name, directory, size, modified }: ServedDirectory['entries'][number]): string {
  const slash = directory ? '/' : '';
  const day = Number.isFinite(modified)
    ? new Date(modified).toISOString().slice(0, 16).replace('T', ' ')
    : '';
  const bytes = directory ? '' : String(size);
  // `./` keeps a name with a colon from being read as a scheme.
  const link = `<a href="./${escapeHtml(encodeURIComponent(name.toWellFormed()))}${slash}">${escapeHtml(name)}${slash}</a>`;
  return `<tr><td>${link}</td><td>${bytes}</td><td>${day}</td></tr>\n`;
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
