import { FieldbootError } from '../../errors.ts';
import { type ImageExports, nodeAt } from '../../tree/exports.ts';
import {
  decodeMountCall,
  encodeMountReply,
  MOUNT,
  MOUNT_STATUS,
  type MountReply,
} from '../../wire/nfs/mount.ts';
import { handleOf } from './handle.ts';
import { type Caller, type RpcProgram, success } from './program.ts';

/** A mount that was asked for. */
export interface MountReport {
  readonly from: string;
  readonly path: string;
  /** Why it was refused; absent when it was granted. */
  readonly refused?: string;
}

/** Gives out the handles of `/images/ID/tree`, of `/images/ID` and of the directories below. */
export function mountProgram(
  exports: ImageExports,
  report: (report: MountReport) => void = () => {},
): RpcProgram {
  const { program: number, lowest, version: highest } = MOUNT;
  return {
    number,
    lowest,
    highest,
    async call({ version, procedure, args }, caller) {
      const call = decodeMountCall(procedure, args);
      switch (call.kind) {
        case 'garbage':
        case 'no-procedure':
          return { kind: call.kind };
        case 'null':
        case 'unmount':
          return success(encodeMountReply({ kind: 'nothing' }));
        case 'dump':
          return success(encodeMountReply({ kind: 'dump' }));
        case 'exports':
          return success(encodeMountReply({ kind: 'exports', paths: exports.ids().map(exportPath) }));
        case 'mount':
          return success(encodeMountReply(await mount(exports, call.path, version, caller, report)));
      }
    },
  };
}

const exportPath = (id: string): string => `/images/${id}/tree`;

async function mount(
  exports: ImageExports,
  path: string,
  version: number,
  { address }: Caller,
  report: (report: MountReport) => void,
): Promise<MountReply> {
  const [status, handle] = await find(exports, path);
  if (handle !== undefined) {
    report({ from: address, path });
    return { kind: 'mounted', handle, version };
  }
  report({ from: address, path, refused: `status ${status}` });
  return { kind: 'failed', status };
}

async function find(exports: ImageExports, path: string): Promise<[number, Uint8Array?]> {
  const [area, id, ...rest] = path.split('/').filter((part) => part !== '' && part !== '.');
  if (area !== 'images' || id === undefined) return [MOUNT_STATUS.noEntry];
  try {
    const from = await exports.open(id);
    const node = from && nodeAt(from.root, rest);
    if (from === undefined || node === undefined) return [MOUNT_STATUS.noEntry];
    return node.kind === 'directory' ? [0, handleOf({ from, node })] : [MOUNT_STATUS.notDirectory];
  } catch (thrown) {
    return [thrown instanceof FieldbootError ? MOUNT_STATUS.io : MOUNT_STATUS.serverFault];
  }
}
