/**
 * The engine's doors over a folder of files and an ISO, for the benchmark: the real servers, sockets and boot tree.
 *
 *   node test/bench/doors-process.ts '{"folder":"/tmp/files","iso":"/tmp/a.iso"}'
 *
 * `/loaders/NAME` is a file of the folder, `/images/iso/tree/…` and `/images/iso/iso.iso` are the medium's.
 */

import { join } from 'node:path';
import { listenTcp, openUdpPort } from '../../core/host/sockets.ts';
import { openTftpLane } from '../../core/host/tftp-lane.ts';
import { openFileSource } from '../../core/media/file-source.ts';
import { openMedium } from '../../core/media/open-medium.ts';
import { createHttpDoor } from '../../core/servers/http.ts';
import { serveTftp } from '../../core/servers/tftp.ts';
import { imageFiles, type OpenImage } from '../../core/tree/image-files.ts';
import { loaderFiles } from '../../core/tree/loader-files.ts';
import { joinTrees } from '../../core/tree/mounts.ts';

export interface DoorsOptions {
  readonly folder: string;
  /** Medium to serve as image `iso`. */
  readonly iso?: string;
  /** Default: `lo`, 127.0.0.1, TFTP on 69, HTTP on 8067. */
  readonly interface?: string;
  readonly address?: string;
  readonly tftpPort?: number;
  readonly httpPort?: number;
  /** TFTP as on systems without the fast lane. */
  readonly slow?: boolean;
}

async function openImage(path: string): Promise<OpenImage> {
  return { id: 'iso', ...(await openMedium(path)), stamp: 'iso', modified: 0, overlay: new Map() };
}

async function main(options: DoorsOptions): Promise<void> {
  const { folder, iso, address = '127.0.0.1', tftpPort = 69, httpPort = 8067 } = options;
  const at = { interface: options.interface ?? 'lo', address };
  const image = iso === undefined ? undefined : await openImage(iso);
  const tree = joinTrees(
    {
      '/loaders': loaderFiles((name) => join(folder, name.slice('loaders/'.length)), openFileSource),
      '/images': imageFiles({
        openImage: async (id) => (id === 'iso' ? image : undefined),
        realise: async () => null,
      }),
    },
    () => {},
  );
  serveTftp({
    port: await openUdpPort({ ...at, port: tftpPort, door: 'TFTP' }),
    lane: options.slow ? null : openTftpLane({ ...at, port: 0, door: 'TFTP' }),
    openTransferPort: (peer) => openUdpPort({ ...at, port: 0, door: 'TFTP', peer }),
    tree,
  });
  await listenTcp(createHttpDoor({ tree }).server, { ...at, port: httpPort, door: 'HTTP' });
  console.log('ready');
}

await main(JSON.parse(process.argv[2] ?? '{}') as DoorsOptions);
