/** What the technician has set up for serving before it starts. */
import type { NetworkInterface, ServeRequest, ServingMode } from '../../core/api/contract.ts';
import { cell, useCell } from './cell.ts';
import { isDangerous, preferredInterface, suggestAddress } from './choose-cable.ts';
import { useInterfaces } from './queries.ts';

export interface CableChoice {
  /** Name of the interface chosen by hand; null: the best one. */
  readonly name: string | null;
  /** Address to set on an interface that has none; null: the suggested one. */
  readonly address: string | null;
  readonly mode: ServingMode;
  /** Empty: the engine chooses. Only for full DHCP. */
  readonly range: string;
  readonly defaultProfile: string | null;
  /** Name of the dangerous interface that was insisted on. */
  readonly insistedOn: string | null;
}

export const cableChoice = cell<CableChoice>({
  name: null,
  address: null,
  mode: 'full-dhcp',
  range: '',
  defaultProfile: null,
  insistedOn: null,
});

export const setCable = (part: Partial<CableChoice>): void => cableChoice.set((now) => ({ ...now, ...part }));

const ADDRESS = /^(\d{1,3}\.){3}\d{1,3}\/\d{1,2}$/;
const RANGE = /^(\d{1,3}\.){3}\d{1,3}\s*-\s*(\d{1,3}\.){3}\d{1,3}$/;

export interface Cable {
  readonly interfaces: readonly NetworkInterface[];
  readonly chosen: NetworkInterface | null;
  readonly choice: CableChoice;
  readonly needsAddress: boolean;
  /** Address to set when it needs one. */
  readonly address: string;
  readonly addressValid: boolean;
  readonly rangeValid: boolean;
  /** Dangerous and not insisted on. */
  readonly refused: boolean;
  /** null: something is still to be chosen or corrected. */
  readonly request: ServeRequest | null;
}

/** Everything the cable bar needs; `choosing` while not serving. */
export function useCable(choosing: boolean): Cable {
  const { data: interfaces = [] } = useInterfaces(choosing);
  return cableOf(interfaces, useCell(cableChoice));
}

export function cableOf(interfaces: readonly NetworkInterface[], choice: CableChoice): Cable {
  const byHand = interfaces.find(({ name }) => name === choice.name);
  const chosen = byHand ?? preferredInterface(interfaces);
  const needsAddress = chosen !== null && chosen.addresses.length === 0;
  const address = choice.address ?? suggestAddress(interfaces);
  const addressValid = ADDRESS.test(address.trim());
  const rangeValid =
    choice.mode !== 'full-dhcp' || choice.range.trim() === '' || RANGE.test(choice.range.trim());
  const refused = chosen !== null && isDangerous(chosen) && choice.insistedOn !== chosen.name;
  const ready = chosen !== null && !refused && rangeValid && (!needsAddress || addressValid);
  const request = ready ? requestOf(chosen, choice, needsAddress ? address.trim() : null) : null;
  return { interfaces, chosen, choice, needsAddress, address, addressValid, rangeValid, refused, request };
}

function requestOf(chosen: NetworkInterface, choice: CableChoice, address: string | null): ServeRequest {
  const { mode } = choice;
  const range = mode === 'full-dhcp' ? choice.range.replace(/\s/g, '') : '';
  return {
    interface: chosen.name,
    ...(address === null ? {} : { address }),
    ...(mode === 'full-dhcp' ? {} : { mode }),
    ...(range === '' ? {} : { range }),
    ...(choice.insistedOn === chosen.name ? { insist: true } : {}),
    // The warning beside the field says that it erases whatever starts from this network.
    ...(choice.defaultProfile === null
      ? {}
      : { defaultProfile: choice.defaultProfile, defaultConfirmed: true }),
  };
}
