/** The prefixes of API keys, management tokens and write keys. People and secret scanners recognize them. */
export const keyPrefix = "jny_";
export const tokenPrefix = "jnm_";
export const writeKeyPrefix = "jwk_";
export type KeyPrefix = typeof keyPrefix | typeof tokenPrefix | typeof writeKeyPrefix;

/** Matches all prefixes. */
export const anyKeyPrefix = "j(?:n[ym]|wk)_";
export const keyPrefixLength = keyPrefix.length;

/** Masks a key as `jny_…` plus its last four characters. */
export function maskKey(hint: string, prefix: KeyPrefix = keyPrefix): string {
  return `${prefix}…${hint}`;
}

/** Matches keys and large parts of keys. */
const keyPattern = new RegExp(`${anyKeyPrefix}[0-9a-z]{16,}`, "gi");
const maskPattern = new RegExp(`^${anyKeyPrefix}…([0-9A-Za-z]{4})$`);

/** Masks every key in the text. */
export function maskKeys(text: string): string {
  return text.replace(keyPattern, (key) => `${key.slice(0, keyPrefixLength)}…${key.slice(-4)}`);
}

/** Finds the first key or large part of a key. */
export function findKeyText(text: string): string | null {
  return text.match(keyPattern)?.[0] ?? null;
}

/** Returns the last four characters if the whole text is a masked key. */
export function findHint(text: string): string | null {
  return maskPattern.exec(text)?.[1] ?? null;
}
