/**
 * The mount protocol, version 3 (RFC 1813 appendix I): from a path to the handle of its directory. Versions 1 and 2
 * (RFC 1094 appendix A) differ in that handles have exactly 32 bytes, as ours do: U-Boot mounts with version 1 and
 * learns only afterwards that NFS has version 3.
 */
import { XdrReader, XdrWriter } from '../xdr.ts';
import { AUTH } from './rpc.ts';

/** 20048 is the port that IANA has for it. */
export const MOUNT = { program: 100_005, lowest: 1, version: 3, port: 20_048 } as const;

/** MNTPATHLEN (section 5.1.1). */
const LONGEST_PATH = 1024;

/** mountstat3 (section 5.1.5). */
export const MOUNT_STATUS = {
  noEntry: 2,
  io: 5,
  access: 13,
  notDirectory: 20,
  invalid: 22,
  nameTooLong: 63,
  serverFault: 10_006,
} as const;

export type MountCall =
  | { readonly kind: 'null' }
  | { readonly kind: 'mount'; readonly path: string }
  /** Who has what mounted; nobody keeps account, so the list is empty. */
  | { readonly kind: 'dump' }
  | { readonly kind: 'unmount' }
  | { readonly kind: 'exports' }
  | { readonly kind: 'no-procedure' }
  | { readonly kind: 'garbage' };

/** Reads a call. Never throws. */
export function decodeMountCall(procedure: number, args: Uint8Array): MountCall {
  const reader = new XdrReader(args);
  const call = readCall(procedure, reader);
  return reader.fault === null ? call : { kind: 'garbage' };
}

function readCall(procedure: number, reader: XdrReader): MountCall {
  switch (procedure) {
    case 0:
      return { kind: 'null' };
    case 1:
      return { kind: 'mount', path: reader.string(LONGEST_PATH) };
    case 2:
      return { kind: 'dump' };
    case 3:
    case 4:
      return { kind: 'unmount' };
    case 5:
      return { kind: 'exports' };
    default:
      return { kind: 'no-procedure' };
  }
}

export type MountReply =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'mounted'; readonly handle: Uint8Array; readonly version: number }
  | { readonly kind: 'failed'; readonly status: number }
  | { readonly kind: 'dump' }
  /** Paths that can be mounted, by everybody. */
  | { readonly kind: 'exports'; readonly paths: readonly string[] };

/** Writes the results of a call. */
export function encodeMountReply(reply: MountReply): Uint8Array {
  const writer = new XdrWriter();
  switch (reply.kind) {
    case 'nothing':
      break;
    case 'mounted':
      if (reply.version < 3) writer.u32(0).fixed(reply.handle);
      // Flavors in the order of our liking: clients take the first one that they know.
      else writer.u32(0).opaque(reply.handle).u32(2).u32(AUTH.sys).u32(AUTH.none);
      break;
    case 'failed':
      writer.u32(reply.status);
      break;
    case 'dump':
      writer.bool(false);
      break;
    case 'exports':
      for (const path of reply.paths) writer.bool(true).string(path).bool(false);
      writer.bool(false);
  }
  return writer.finish();
}
