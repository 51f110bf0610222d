/** How every key begins, so that people and secret scanners know one when they see it. */
export const keyPrefix = "jny_";

/** What the screens show of a key: `jny_…`, and its last four characters. */
export function maskKey(hint: string): string {
  return `${keyPrefix}…${hint}`;
}
