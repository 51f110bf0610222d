/** How every key begins, so that people and secret scanners know one when they see it. */
export const keyPrefix = "jny_";

/** What the screens show of a key: `jny_…`, and its last four characters. */
export function maskKey(hint: string): string {
  return `${keyPrefix}…${hint}`;
}

/** Anything that looks like a key, or a good part of one. */
const keyPattern = new RegExp(`${keyPrefix}[0-9a-z]{16,}`, "gi");
const maskPattern = new RegExp(`^${keyPrefix}…([0-9A-Za-z]{4})$`);

/** The text with what the screens show of a key in the place of each. */
export function maskKeys(text: string): string {
  return text.replace(keyPattern, (key) => maskKey(key.slice(-4)));
}

/** The first text that looks like a key, or a good part of one. */
export function findKeyText(text: string): string | null {
  return text.match(keyPattern)?.[0] ?? null;
}

/** The last four characters of a key that is masked, where the text is that and nothing else. */
export function findHint(text: string): string | null {
  return maskPattern.exec(text)?.[1] ?? null;
}
