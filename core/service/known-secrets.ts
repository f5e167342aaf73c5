/** Every secret that the store knows: what leaves the laptop in a support bundle holds none of them. */
import { HIDDEN } from '../images/hidden.ts';
import type { Assignment, Machine } from '../images/machine.ts';
import { hiderOf, secretsOf } from '../images/secrets.ts';
import type { Snapshot, Store } from '../store/store.ts';
import type { Sheets } from './sheets.ts';

/** Hashes of passwords, whoever made them (crypt(5)), also behind backslashes and in addresses. */
const CRYPT =
  /(?:\\*\$|%24)(?:1|2[abxy]?|3|5|6|7|8|9|y|gy|sm3|sha1|md5)(?:,[\w=]+)?(?:(?:\\*\$|%24)[\w./,=%-]*){1,4}/gi;
/** A token in the address of answers, of an earlier installation too. */
const TOKEN_PLACE = /((?:\/|%2f)machines(?:\/|%2f)(?:[\da-f]{2}(?::|-|%3a)?){6}(?:\/|%2f))[\da-f]{24}/gi;

/** What hides all of them in a text: secrets of profiles, machines and sheets, archived ones too, tokens, password hashes. */
export function hiderOfAll(store: Store, sheets: Pick<Sheets, 'secrets'>): (text: string) => string {
  const { settings, tokens } = known(store);
  const hide = hiderOf(new Set([...settings, ...sheets.secrets()]));
  const hideTokens = hiderOf(tokens);
  return (text) => {
    const shown = hide(text).replace(TOKEN_PLACE, '$1TOKEN').replace(CRYPT, HIDDEN);
    return hideTokens(shown);
  };
}

function known(store: Store): { settings: string[]; tokens: Set<string> } {
  const archived: readonly Snapshot[] = [
    ...store.jobs.all().flatMap(({ archive }) => archive),
    ...store.done.all().flatMap(({ before, after }) => [...before, ...after]),
  ];
  const machines: readonly (Machine | null)[] = [
    ...store.machines.all(),
    ...archived.map(({ machine }) => machine),
  ];
  const assignments: readonly (Assignment | null)[] = [
    ...store.assignments.all(),
    ...archived.map(({ assignment }) => assignment),
  ];
  return {
    settings: [...store.profiles.all(), ...machines].flatMap((one) => secretsOf(one?.settings ?? {})),
    tokens: new Set(assignments.flatMap((one) => one?.token ?? [])),
  };
}
