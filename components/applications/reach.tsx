"use client";

import type { Permission } from "@/lib/auth/permissions";
import { useApiAccess } from "./api-access";

/** How much of the API these permissions open. */
export function Reach({ allowed }: { allowed: Permission[] }) {
  const { endpoints } = useApiAccess();
  const reached = endpoints.filter(
    ({ permission }) => permission === null || allowed.some((id) => id === permission),
  );
  return (
    <p role="status" className="mr-auto text-muted text-sm tabular-nums max-sm:col-span-2">
      This application can call {reached.length} of {endpoints.length} endpoints
    </p>
  );
}
