import { z } from "zod";

export const maxReportedKeys = 100;

/** Keys as they were found. */
export const LeakReport = z.strictObject({
  keys: z.array(z.string().max(200)).min(1, "Send a key.").max(maxReportedKeys),
});

/** The hex SHA-256 of found keys: on the page they stay in the browser. */
export const HashedLeakReport = z.strictObject({
  hashes: z
    .array(z.string().regex(/^[0-9a-f]{64}$/))
    .min(1)
    .max(maxReportedKeys),
});

/** Where a report came from, as the audit log and the email tell it. */
export type LeakSource = { reporter: "a visitor" } | { reporter: "GitHub"; url: string };

/** An application whose current key was reported as leaked. */
export type LeakedApplication = { id: string; name: string; enabled: boolean; leakedAt: Date };
