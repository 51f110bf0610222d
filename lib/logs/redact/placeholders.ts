/** Replaces API keys and the values of secret headers before storing. */
export const removedPlaceholder = "[removed]";

/** Replaces the value of a sensitive field of any type before storing. */
export const maskedPlaceholder = "[masked]";

/** Whether the URL of a stored call had a key. Only API keys are removed from a path or a query. */
export function hasKeyInUrl({ path, query }: { path: string; query: string }): boolean {
  return path.includes(removedPlaceholder) || query.includes(removedPlaceholder);
}
