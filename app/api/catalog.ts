import { endpoints } from "@/app/api/endpoints";
import { GET as spec } from "@/app/api/spec.json/route";
import type { Endpoint } from "@/lib/api/endpoint-spec";
import { isApplicationPermission } from "@/lib/auth/permissions";

/** Every public endpoint, aliases included. */
export const catalog: readonly Endpoint[] = [...endpoints, spec];

/** The endpoints that an application can call, for the permission dialogs. */
export function listKeyedEndpoints() {
  return catalog
    .map(({ spec: { method, path, permission } }) => ({ method, path, permission }))
    .filter(({ permission }) => permission === null || isApplicationPermission(permission));
}
