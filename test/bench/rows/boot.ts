import { alternate, type Contender, compare } from '../lib/alternate.ts';
import { type BootGround, bootGround, type Serving } from '../lib/boot.ts';
import type { Bench, Figure, Row } from '../lib/row.ts';

export const row: Row = {
  name: 'boot',
  work: "power-on to the kernel's first line, in QEMU without KVM; the same loaders, kernel and RAM disk",
  aim: 'at most 1.05 times as long as with dnsmasq and nginx',
  needs: ['dnsmasq-base', 'nginx-light', 'xorriso', 'qemu-system-x86', 'ovmf'],
  measure,
};

const ROUNDS = 3;
const FIRMWARE = ['bios', 'uefi'] as const;
/** Machines switched on in the same moment. */
const AT_ONCE = [1, 8] as const;

async function measure(bench: Bench): Promise<Figure[]> {
  const ground = await bootGround(bench);
  const figures: Figure[] = [];
  for (const count of AT_ONCE)
    for (const firmware of FIRMWARE) {
      const what = `${count === 1 ? 'one machine' : `${count} machines, the last of them`}, ${firmware.toUpperCase()}`;
      const contenders = ground.servers.map((serving) => contender(bench, ground, serving, firmware, count));
      const rounds = await alternate(contenders, Math.min(bench.rounds, ROUNDS), { warm: false });
      figures.push({
        ...{ what, unit: 's', better: 'less', aim: { times: 1.05 } },
        ...compare(rounds, 'seconds'),
      });
    }
  return figures;
}

function contender(
  bench: Bench,
  ground: BootGround,
  serving: Serving,
  firmware: (typeof FIRMWARE)[number],
  count: number,
): Contender<'seconds'> {
  return {
    name: serving.name,
    async run() {
      const seconds = await ground.boot(serving, firmware, count);
      bench.say(`${serving.name}, ${count} × ${firmware}: ${seconds.toFixed(1)} s`);
      return { seconds };
    },
  };
}
