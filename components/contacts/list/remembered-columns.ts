import type { ContactKind } from "@/lib/contacts/schema/contact";

/** The columns that were chosen last in this browser; null for none, or without access to its storage. */
export function readChosenColumns(slug: string, kind: ContactKind): string[] | null {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(toKey(slug, kind)) ?? "null");
    return Array.isArray(stored) ? stored.filter((name) => typeof name === "string") : null;
  } catch {
    return null;
  }
}

export function rememberColumns(slug: string, kind: ContactKind, names: string[]): void {
  try {
    localStorage.setItem(toKey(slug, kind), JSON.stringify(names));
  } catch {
    // The URL has them too.
  }
}

function toKey(slug: string, kind: ContactKind): string {
  return `contact-columns:${slug}:${kind}`;
}
