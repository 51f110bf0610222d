/** Returns whether PostgreSQL and JSON accept the text: no NUL, no lone surrogate. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

/** Replaces NUL and lone surrogates by U+FFFD. */
export function toStorable(text: string): string {
  return text.replaceAll("\0", "\uFFFD").toWellFormed();
}
