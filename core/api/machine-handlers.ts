/** Calls about machines, rules and what was done -> the services that do it. */
import type { Policy } from '../service/site-policy.ts';
import type { Done } from '../service/undo.ts';
import type { DoneView, PolicyView, RouteName, RuleView } from './contract.ts';
import type { Engine } from './engine-port.ts';
import type { Handlers } from './handlers.ts';

type MachineCalls = Pick<
  Handlers,
  Extract<
    RouteName,
    | 'machines'
    | 'changeMachine'
    | 'forgetMachine'
    | 'forgetAll'
    | 'assign'
    | 'assignAll'
    | 'unassign'
    | 'unassignAll'
    | 'reinstall'
    | 'reinstallAll'
    | 'bootLocally'
    | 'confirm'
    | 'hold'
    | 'release'
    | 'skip'
    | 'wake'
    | 'policy'
    | 'changePolicy'
    | 'rules'
    | 'addRule'
    | 'removeRule'
    | 'tryRule'
    | 'testRules'
    | 'done'
    | 'undo'
  >
>;

export function machineHandlers({ actions, overview, rules, undo, policy, gate }: Engine): MachineCalls {
  /** Does something to machines and shows them after it. */
  const onAll =
    (work: (macs: readonly string[]) => void) =>
    ({ macs }: { macs: readonly string[] }) => {
      work(macs);
      return overview.some(macs);
    };
  const policyView = (current: Policy): PolicyView => ({ ...current, ...gate.counts() });
  return {
    machines: ({ job }) => overview.list(job),
    changeMachine: ({ mac, ...change }) => {
      actions.change(mac, change);
      return overview.get(mac);
    },
    forgetMachine: ({ mac }) => {
      actions.forget([mac]);
      return {};
    },
    assign: ({ mac, profile, confirmed }) => {
      actions.assign([mac], profile, confirmed);
      return overview.get(mac);
    },
    assignAll: ({ macs, profile, confirmed }) => {
      actions.assign(macs, profile, confirmed);
      return overview.some(macs);
    },
    unassignAll: onAll((macs) => actions.unassign(macs)),
    reinstallAll: ({ macs, confirmed }) => {
      actions.reinstall(macs, confirmed);
      return overview.some(macs);
    },
    forgetAll: ({ macs }) => {
      actions.forget(macs);
      return {};
    },
    unassign: ({ mac }) => {
      actions.unassign([mac]);
      return overview.get(mac);
    },
    reinstall: ({ mac, confirmed }) => {
      actions.reinstall([mac], confirmed);
      return overview.get(mac);
    },
    bootLocally: ({ mac }) => {
      actions.bootLocally([mac]);
      return overview.get(mac);
    },
    confirm: onAll((macs) => actions.confirm(macs)),
    hold: onAll((macs) => actions.hold(macs)),
    release: onAll((macs) => actions.release(macs)),
    skip: onAll((macs) => actions.skip(macs)),
    wake: async ({ macs }) => {
      await actions.wake(macs);
      return {};
    },

    policy: () => policyView(policy.current),
    changePolicy: (change) => policyView(policy.change(change)),
    rules: () => rules.list().map(ruleView),
    addRule: (draft) => ruleView(rules.add(draft)),
    removeRule: ({ id }) => ruleView(rules.remove(id)),
    tryRule: ({ selector }) => rules.try(selector),
    testRules: ({ mac }) => rules.test(mac).map(({ rule, misses }) => ({ rule: ruleView(rule), misses })),
    done: () => undo.list().map(doneView),
    undo: ({ id }) => {
      const { done, restored, kept } = undo.undo(id);
      const shown = kept.map(({ mac, problem }) => ({
        mac,
        problem: { ...problem, params: { ...problem.params } },
      }));
      return { done: doneView(done), restored: [...restored], kept: shown };
    },
  };
}

const ruleView = (rule: RuleView): RuleView => ({ ...rule, selector: { ...rule.selector } });

const doneView = ({ id, at, kind, before }: Done): DoneView => ({
  id,
  at,
  kind,
  macs: before.map(({ mac }) => mac),
});
