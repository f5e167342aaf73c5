/** A boot desk over a test engine, as it is while serving with the NFS door open. */
import { estimateProgress, familyOf } from '../../../core/images/families/index.ts';
import { BootContexts } from '../../../core/service/boot-contexts.ts';
import { BootDesk } from '../../../core/service/boot-desk.ts';
import { Progress } from '../../../core/service/progress.ts';
import { openTestEngine, type TestEngine } from '../../support/engine.ts';

export interface TestDesk extends Pick<TestEngine, 'engine' | 'folder' | 'iso'> {
  readonly desk: BootDesk;
  readonly progress: Progress;
  close(): Promise<void>;
}

export async function deskOf(): Promise<TestDesk> {
  const test = await openTestEngine();
  const { hub, library, profiles, machines, store } = test.engine;
  const progress = new Progress({
    ...{ hub, machines, clock: Date.now, estimate: (_, family, done) => estimateProgress(family, done) },
    survive: (work) => work(),
    familyOf: (id) => familyOf(store.images.get(id)?.family ?? ''),
  });
  const base = () => 'http://10.77.0.1:8067';
  const nfs = () => ({ portMapper: true });
  const contexts = new BootContexts({ library, profiles, base, nfs, syslog: () => null });
  const desk = new BootDesk({
    ...{ hub, library, profiles, machines, progress, clock: Date.now, laptop: 'laptop-7' },
    witnesses: { leaseHolder: () => null, neighbourAt: async () => null },
    base,
    contexts,
    logs: { keep: () => '/logs/one.tar.gz' },
    arrived: (machine) => test.engine.sheets.arrived(machine),
    chooseFor: (machine, mute) => test.engine.rules.chooseFor(machine, mute),
    enter: (machine, assignment) => test.engine.gate.enter(machine, assignment),
    secureLoaders: { underGrub: async (plan, _, __, asking) => ({ plan, asking }) },
    menu: () => null,
  });
  const close = async () => {
    progress.close();
    await test.close();
  };
  return { engine: test.engine, folder: test.folder, iso: test.iso, desk, progress, close };
}
