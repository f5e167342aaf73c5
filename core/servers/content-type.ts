const TYPES: Record<string, string> = {
  cfg: 'text/plain; charset=utf-8',
  conf: 'text/plain; charset=utf-8',
  css: 'text/css; charset=utf-8',
  // UEFI HTTP Boot (UEFI specification, section "HTTP Boot") looks at the type and the name to tell a program from a disk image.
  efi: 'application/efi',
  gz: 'application/gzip',
  htm: 'text/html; charset=utf-8',
  html: 'text/html; charset=utf-8',
  img: 'application/vnd.efi-img',
  ipxe: 'text/plain; charset=utf-8',
  iso: 'application/vnd.efi-iso',
  json: 'application/json',
  ks: 'text/plain; charset=utf-8',
  log: 'text/plain; charset=utf-8',
  md: 'text/plain; charset=utf-8',
  sh: 'text/plain; charset=utf-8',
  sha256: 'text/plain; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  xml: 'application/xml',
  yaml: 'application/yaml',
  yml: 'application/yaml',
};

/** MIME type by the end of a name. */
export function contentTypeOf(path: string): string {
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  return (Object.hasOwn(TYPES, ending) ? TYPES[ending] : undefined) ?? 'application/octet-stream';
}
