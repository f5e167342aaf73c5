/** Rules as the window shows them: what one asks in a form, which machines it would match. */
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { MachineView, RuleView, SelectorView, TriedView } from '../../core/api/contract.ts';
import { useText } from '../text/text.ts';
import { useCall } from './actions.ts';
import { call } from './engine.ts';
import { say } from './notices.ts';
import { keyOf } from './queries.ts';

export const useRules = () => useQuery({ queryKey: keyOf('rules'), queryFn: () => call('rules', {}) });

export const useAddRule = () => useCall('addRule', ['rules', 'machines']);

/** Removes a rule; the notice makes it again. */
export function useRemoveRule() {
  const { rules: text } = useText().desk;
  const add = useAddRule();
  return useCall('removeRule', ['rules', 'machines'], [], ({ selector, profile, armed }) =>
    say(text.removed, { label: text.undo, run: () => add.mutate({ selector, profile, armed }) }),
  );
}

/** Typing is let come to rest before it is tried, milliseconds. */
const REST = 300;

/** How every machine stands to a rule that is not made yet; asked again when machines or rules change. null: it asks nothing. */
export function useTrial(selector: SelectorView | null) {
  const [asked] = useDebouncedValue(selector, REST);
  return useQuery({
    queryKey: [...keyOf('machines'), 'trial', asked],
    queryFn: () => call('tryRule', { selector: asked ?? {} }),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
    gcTime: 0,
    retry: false,
  });
}

/** What a rule can ask, in the order of the form. */
export const FIELDS = ['mac', 'manufacturer', 'product', 'serial', 'arch', 'uuid', 'from', 'to'] as const;
export type Field = (typeof FIELDS)[number];

export interface RuleDraft {
  readonly asks: Readonly<Record<Field, string>>;
  readonly profile: string;
  readonly armed: boolean;
}

const NOTHING = Object.fromEntries(FIELDS.map((field) => [field, ''])) as Record<Field, string>;
export const EMPTY_RULE: RuleDraft = { asks: NOTHING, profile: '', armed: false };

const isPlace = (field: Field): boolean => field === 'from' || field === 'to';

/** What the form asks; null: nothing yet. */
export function selectorOf({ asks }: RuleDraft): SelectorView | null {
  const given = FIELDS.map((field) => [field, asks[field].trim()] as const).filter(([, text]) => text !== '');
  if (given.length === 0) return null;
  return Object.fromEntries(given.map(([field, text]) => [field, isPlace(field) ? Number(text) : text]));
}

/** Fields that ask something, each with its text. */
export const asksOf = (selector: SelectorView): readonly (readonly [Field, string])[] =>
  FIELDS.flatMap((field) =>
    selector[field] === undefined ? [] : [[field, String(selector[field])] as const],
  );

/** How a machine stands to a rule: `by-hand`, `before` and `has` match, but the rule is not what chooses for them. */
export type Standing =
  | { readonly kind: 'gets' | 'by-hand' | 'has' }
  | { readonly kind: 'before'; readonly rule: string }
  | { readonly kind: 'misses'; readonly field: string };

/** `self`: the rule that is tried is made already; it does not stand in its own way. */
export function standingOf(
  tried: TriedView,
  machine: MachineView | undefined,
  self: string | null,
): Standing {
  if (tried.misses !== null) return { kind: 'misses', field: tried.misses };
  if (tried.chosen) return { kind: 'by-hand' };
  if (tried.before !== null && tried.before !== self) return { kind: 'before', rule: tried.before };
  return machine?.profile == null ? { kind: 'gets' } : { kind: 'has' };
}

/** Those that match first, otherwise as the engine lists them. */
export const matchesFirst = (tried: readonly TriedView[]): readonly TriedView[] =>
  tried.toSorted((a, b) => Number(a.misses !== null) - Number(b.misses !== null));

/** Place of a rule among all, from 1; 0: it is none of them. */
export const placeOf = (rules: readonly RuleView[], id: string): number =>
  rules.findIndex((rule) => rule.id === id) + 1;
