/** `/fieldboot-ca.crt` and `/fieldboot-ca.der`: what machines must know to trust the HTTPS door. */
import type { BootTree } from './boot-tree.ts';
import { absent } from './mounts.ts';
import { bytesFile } from './rendered.ts';

/** The authority's certificate in both forms; null before one has been made. */
export type FindCa = () => Promise<{ readonly pem: string; readonly der: Uint8Array } | null>;

/** Both files by their paths. */
export function siteCaFiles(find: FindCa): Readonly<Record<string, BootTree>> {
  const file = (path: string, type: string, bytesOf: (pem: string, der: Uint8Array) => Uint8Array) => ({
    [path]: {
      async open() {
        const found = await find();
        if (found === null) return absent('no certificate authority was made on this laptop yet');
        return bytesFile(path, bytesOf(found.pem, found.der), type);
      },
    } satisfies BootTree,
  });
  return {
    ...file('/fieldboot-ca.crt', 'application/x-pem-file', (pem) => new TextEncoder().encode(pem)),
    ...file('/fieldboot-ca.der', 'application/pkix-cert', (_pem, der) => der),
  };
}
