const causes: Record<string, string> = {
  property: "A property changed",
  membership: "An account's users changed",
  merge: "Two contacts were merged",
  segment: "Another segment changed",
  created: "The contact was created",
  time: "Time passed",
  definition: "The conditions changed",
};

const eventCause = /^event (.+)$/s;

/** A stored cause in words. */
export function describeCause(cause: string): string {
  const [, event] = eventCause.exec(cause) ?? [];
  if (event !== undefined) return `Event “${event}”`;
  return causes[cause] ?? "Another change";
}
