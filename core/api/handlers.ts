/** Every call of the contract -> the service that does it. */

import type { Problem } from '../errors.ts';
import type { Finding } from '../images/lint/finding.ts';
import { withoutSecrets } from '../images/secrets.ts';
import type { Inspection as Inspected, ListedImage } from '../service/library.ts';
import type { Preview } from '../service/previews.ts';
import type { ListedProfile } from '../service/profiles.ts';
import type {
  FindingView,
  ImageView,
  Inspection,
  Output,
  Parsed,
  PreviewView,
  ProblemView,
  ProfileView,
  RouteName,
} from './contract.ts';
import type { Engine } from './engine-port.ts';
import { listFolder } from './folder.ts';
import { jobHandlers } from './job-handlers.ts';
import { machineHandlers } from './machine-handlers.ts';

export type Handlers = {
  readonly [N in RouteName]: (input: Parsed<N>) => Output<N> | Promise<Output<N>>;
};

/** Handlers of all routes; input has been parsed by the route's schemas. */
export function createHandlers(engine: Engine): Handlers {
  const { library, profiles, store } = engine;
  const shown = (profile: ListedProfile) => profileView(profile, profiles.erases(profile.id));
  return {
    status: () => engine.status(),
    interfaces: () => engine.interfaces(),
    preflight: ({ interface: name, vlan }) => engine.preflight(name, vlan),
    serve: (request) => engine.serve(request),
    stop: () => engine.stop(),
    siteCa: () => engine.siteCa(),
    rescue: () => engine.rescue(),
    allowRescue: ({ mac, range }) => engine.allowRescue(mac, range),
    endRescue: ({ mac }) => engine.endRescue(mac),
    workedLoaders: () => [...engine.loaders.worked()],
    learnLoaders: ({ worked }) => [...engine.loaders.learn(worked)],
    externalConfig: ({ interface: name, address }) => engine.externalConfig(name, address),

    inspect: async ({ path }) => inspectionView(await library.inspect(path)),
    images: async () => (await library.list()).map(imageView),
    importImage: async ({ path, name }) => imageView(await library.import(path, name)),
    removeImage: async ({ id }) => {
      await library.remove(id);
      return {};
    },

    verifyImage: async ({ id }) => imageView(await library.verify(id)),
    cancelVerification: async ({ id }) => imageView(await library.cancelVerification(id)),
    copyImage: async ({ id }) => imageView(await library.copyHere(id)),
    cancelCopy: async ({ id }) => imageView(await library.cancelCopy(id)),

    joinImages: async ({ id, images }) => imageView(await library.join(id, images)),

    profiles: () => profiles.list().map(shown),
    createProfile: (draft) => shown(profiles.create(draft)),
    changeProfile: ({ id, ...change }) => shown(profiles.change(id, change)),
    removeProfile: ({ id }) => {
      profiles.remove(id);
      return {};
    },
    answers: ({ id, mac }) => engine.answers(id, mac),
    preview: (request) => previewView(engine.previews.preview(request)),

    ...machineHandlers(engine),
    ...jobHandlers(engine),

    leases: () => store.leases.all(),
    events: ({ mac, after, limit }) =>
      store.events.list({
        limit,
        ...(mac === undefined ? {} : { mac }),
        ...(after === undefined ? {} : { after }),
      }),
    decisions: ({ mac, after, limit }) =>
      engine.decisions.list({
        limit,
        ...(mac === undefined ? {} : { mac }),
        ...(after === undefined ? {} : { after }),
      }),
    folder: ({ path }) => listFolder(path),
  };
}

/** An inspection as the contract shows it: the family's inner facts stay inside. */
export function inspectionView({
  facts: _,
  stamp: __,
  folder: ___,
  repositories: ____,
  ...found
}: Inspected): Inspection {
  const considered = found.considered?.map((one) => ({ ...one })) ?? [];
  const entries = found.entries?.map(({ id, title }) => ({ id, title })) ?? [];
  return {
    ...found,
    considered,
    entries,
    initrd: [...found.initrd],
    warnings: found.warnings.map(problemView),
  };
}

/** An image as the contract shows it. */
export function imageView(image: ListedImage): ImageView {
  const {
    modified: _,
    id,
    path,
    importedAt,
    present,
    verified,
    copying,
    joined = [],
    joinable,
    ...found
  } = image;
  const verification = verified
    ? {
        ...verified,
        against: [...verified.against],
        problem: verified.problem && problemView(verified.problem),
      }
    : null;
  return {
    ...inspectionView(found),
    id,
    path,
    importedAt,
    present,
    verification,
    copying: copying ?? null,
    folder: image.folder !== undefined,
    joined: [...joined],
    joinable: [...joinable],
  };
}

/** A profile as the contract shows it. */
export function profileView(profile: ListedProfile, erases: boolean): ProfileView {
  const settings = withoutSecrets(profile.settings);
  return { ...profile, erases, settings, warnings: profile.warnings.map(problemView) };
}

/** A preview as the contract shows it. */
export function previewView({ findings, files, problem, ...about }: Preview): PreviewView {
  return {
    ...about,
    findings: findings.map(findingView),
    files: files.map((file) => ({
      ...file,
      findings: file.findings.map(findingView),
      difference: [...file.difference],
    })),
    problem: problem && problemView(problem),
  };
}

const findingView = (one: Finding): FindingView => ({ ...one, problem: problemView(one.problem) });

/** A problem as the contract shows it. */
export function problemView(one: Problem): ProblemView {
  return { ...one, params: { ...one.params } };
}
