import { constants } from 'node:os';
import { expect, it } from 'vitest';
import { takesNoSegments } from '../../core/host/batch-socket.ts';

it('a cable that is out or a full buffer does not turn segmentation off, an MTU that is too small does', () => {
  const { EINVAL, EIO, EMSGSIZE, EAGAIN, EINTR, ENETDOWN, ENETUNREACH, EHOSTUNREACH, ENOBUFS, EPERM } =
    constants.errno;
  const passing = [EAGAIN, EINTR, ENETDOWN, ENETUNREACH, EHOSTUNREACH, ENOBUFS, EPERM];
  expect([EINVAL, EIO, EMSGSIZE].map(takesNoSegments)).toEqual([true, true, true]);
  expect(passing.map(takesNoSegments)).toEqual(passing.map(() => false));
});
