/** The laptop's own signing key: made at the first need, kept in the store, never leaves this laptop. */
import type { Store } from '../store/store.ts';
import { createSigningKey, loadSigningKey, type SigningKey } from '../tree/overlay/sign.ts';

const NAME = 'signing-key';

/** A way to the key that makes it once, however many ask at the same time. */
export function signingKeyOf(store: Store): () => Promise<SigningKey> {
  let key: Promise<SigningKey> | undefined;
  return () => {
    key ??= loadOrCreate(store);
    return key;
  };
}

async function loadOrCreate(store: Store): Promise<SigningKey> {
  const kept = store.values.get(NAME);
  if (kept !== undefined) return loadSigningKey(kept);
  const made = await createSigningKey();
  store.values.set(NAME, made.privateKey);
  return made;
}
