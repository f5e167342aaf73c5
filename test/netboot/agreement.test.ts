import { describe, expect, it } from 'vitest';
import { agree } from '../../core/netboot/agreement.ts';
import type { TftpOption } from '../../core/wire/tftp.ts';

const option = (name: string, value: string | number): TftpOption => ({ name, value: String(value) });

describe('options are agreed', () => {
  const rows: [string, TftpOption[], ReturnType<typeof agree>][] = [
    ['none asked, none answered', [], { blockSize: 512, windowSize: 1, accepted: [] }],
    [
      'in the order asked, and in the spelling of the asker',
      [option('tsize', 0), option('BLKSIZE', 1468), option('windowsize', 4)],
      {
        blockSize: 1468,
        windowSize: 4,
        accepted: [option('tsize', 1000), option('BLKSIZE', 1468), option('windowsize', 4)],
      },
    ],
    [
      'a block larger than a datagram is cut down',
      [option('blksize', 70000)],
      { blockSize: 65464, windowSize: 1, accepted: [option('blksize', 65464)] },
    ],
    [
      'a block too small is passed over',
      [option('blksize', 7)],
      { blockSize: 512, windowSize: 1, accepted: [] },
    ],
    [
      'words for numbers are passed over',
      [option('blksize', '0x200'), option('timeout', '-1')],
      { blockSize: 512, windowSize: 1, accepted: [] },
    ],
    [
      'a window is cut to what buffers hold',
      [option('blksize', 8192), option('windowsize', 65535)],
      { blockSize: 8192, windowSize: 32, accepted: [option('blksize', 8192), option('windowsize', 32)] },
    ],
    [
      'a timeout in seconds',
      [option('timeout', 3)],
      { blockSize: 512, windowSize: 1, timeoutMs: 3000, accepted: [option('timeout', 3)] },
    ],
    [
      'unknown options, and names that every object has, are passed over',
      [option('multicast', ''), option('constructor', 1), option('__proto__', 1)],
      { blockSize: 512, windowSize: 1, accepted: [] },
    ],
  ];
  it.each(rows)('%s', (_name, options, expected) => {
    expect(agree(options, 1000)).toEqual(expected);
  });
});
