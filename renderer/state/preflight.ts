/** What the engine finds when it looks and listens on the chosen interface. */
import { useQuery } from '@tanstack/react-query';
import type { PreflightView } from '../../core/api/contract.ts';
import { useCable } from './cable.ts';
import { call } from './engine.ts';
import type { Problem } from './problem.ts';

/** Listening takes four seconds: it is done again when the cable changes, when asked for, and after a while. */
const GOOD_FOR = 2 * 60_000;

/** Not before the technician insists where asking would be answered by a network of other people's. */
export function usePreflight() {
  const { chosen, refused } = useCable(true);
  const name = chosen?.name ?? '';
  return useQuery({
    queryKey: ['preflight', name, chosen?.link ?? false],
    queryFn: () => call('preflight', { interface: name }),
    enabled: chosen?.link === true && !refused,
    staleTime: GOOD_FOR,
    refetchOnWindowFocus: true,
    retry: false,
  });
}

/** What is to be said of other servers. */
export function othersOf(found: PreflightView | undefined): Problem[] {
  return (found?.checks ?? []).flatMap(({ id, ok, code, sentence, advice, params }) =>
    id !== 'other-servers' || ok || code === null ? [] : [{ code, sentence, advice, params }],
  );
}

/** The server for whose sake serving is refused until the technician insists; null when there is none. */
export function rivalOf(found: PreflightView | undefined): Problem | null {
  const because = found?.proposal.because ?? null;
  return because?.code === 'OTHER_DHCP_SERVER' ? because : null;
}
