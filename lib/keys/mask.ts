/** The prefix of every key. People and secret scanners recognize it. */
export const keyPrefix = "jny_";

/** Masks a key as `jny_…` plus its last four characters. */
export function maskKey(hint: string): string {
  return `${keyPrefix}…${hint}`;
}

/** Matches keys and large parts of keys. */
const keyPattern = new RegExp(`${keyPrefix}[0-9a-z]{16,}`, "gi");
const maskPattern = new RegExp(`^${keyPrefix}…([0-9A-Za-z]{4})$`);

/** Masks every key in the text. */
export function maskKeys(text: string): string {
  return text.replace(keyPattern, (key) => maskKey(key.slice(-4)));
}

/** Finds the first key or large part of a key. */
export function findKeyText(text: string): string | null {
  return text.match(keyPattern)?.[0] ?? null;
}

/** Returns the last four characters if the whole text is a masked key. */
export function findHint(text: string): string | null {
  return maskPattern.exec(text)?.[1] ?? null;
}
