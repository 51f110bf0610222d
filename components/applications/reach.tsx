"use client";

import type { Permission } from "@/lib/auth/permissions";
import { type ApiEndpoint, useApiAccess } from "./api-access";
import { findPreset } from "./permission-presets";

/** How much of the API these permissions open. */
export function EndpointCount({ allowed }: { allowed: Permission[] }) {
  const { endpoints } = useApiAccess();
  return (
    <p role="status" className="mr-auto text-muted text-sm tabular-nums max-sm:col-span-2">
      {describeReach(endpoints, allowed)}
    </p>
  );
}

function describeReach(endpoints: ApiEndpoint[], allowed: Permission[]): string {
  const preset = findPreset(allowed);
  if (preset) return preset.grants;
  const open = endpoints.filter(({ permission }) => permission === null);
  const granted = endpoints.filter(({ permission }) => allowed.some((id) => id === permission));
  if (granted.length === 0)
    return `Can call nothing but ${open.map(({ method, path }) => `${method} ${path}`).join(" and ")}`;
  return `Can call ${open.length + granted.length} of ${endpoints.length} endpoints`;
}
