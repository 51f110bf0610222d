import { day } from "@/lib/time";

/** Days until a key expires. */
export const expiryPresets = ["7", "30", "90", "365"] as const;

/**
 * The expiry that the form of a new key starts with: about the lifetime of the key that it replaces, or without one the
 * longest that the workspace allows.
 */
export function suggestExpiry(
  maxKeyDays: number | null,
  replaced?: { createdAt: Date; expiresAt: Date | null },
): "never" | (typeof expiryPresets)[number] {
  const allowed = expiryPresets.filter((days) => maxKeyDays === null || Number(days) <= maxKeyDays);
  if (!replaced?.expiresAt) return maxKeyDays === null ? "never" : (allowed.at(-1) ?? expiryPresets[0]);
  const lifetime = (replaced.expiresAt.getTime() - replaced.createdAt.getTime()) / day;
  const distance = (days: string) => Math.abs(Number(days) - lifetime);
  return allowed.toSorted((a, b) => distance(a) - distance(b))[0] ?? expiryPresets[0];
}
