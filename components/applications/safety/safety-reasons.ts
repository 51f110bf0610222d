import type { SafetyKind } from "@/lib/applications/rows";

/** Names the reason in the summary. */
export const safetyReasons: Record<SafetyKind, { name: string; urgent: boolean }> = {
  inUrl: {
    name: "in a URL",
    urgent: true,
  },
  oldKeyInUse: {
    name: "replaced but in use",
    urgent: true,
  },
  manyAddresses: {
    name: "shared",
    urgent: true,
  },
  unused: {
    name: "unused",
    urgent: false,
  },
  unusedPermissions: {
    name: "with unused permissions",
    urgent: false,
  },
  neverExpires: {
    name: "without expiry",
    urgent: false,
  },
};
