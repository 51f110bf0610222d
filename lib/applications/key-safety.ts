import "server-only";
import { listApplicationsById } from "@/lib/applications/queries";
import { type KeySafety, type SafetyKind, safetyKinds } from "@/lib/applications/rows";
import type { WorkspaceId } from "@/lib/auth/actor";
import {
  type FoundKeys,
  findSharedKeys,
  findUnsafeKeys,
  findUnusedPermissions,
} from "@/lib/logs/rollup/key-safety";
import { findAdviceStart } from "@/lib/logs/rollup/permission-use";

const maxListed = 5;

/** The applications with an unsafe key, by the reason: the first ones by name, and how many there are. */
export async function findKeySafety(workspaceId: WorkspaceId, now = Date.now()): Promise<KeySafety> {
  const [byKey, byAddress, unusedPermissions] = await Promise.all([
    findUnsafeKeys(workspaceId, now, maxListed),
    findSharedKeys(workspaceId, now),
    findAdviceStart(workspaceId, now).then((since) => findUnusedPermissions(workspaceId, since, now)),
  ]);
  const found = new Map<SafetyKind, FoundKeys>([
    ...byKey.map(({ kind, ...found }) => [kind, found] as const),
    ["manyAddresses", toFound(byAddress)],
    ["unusedPermissions", toFound(unusedPermissions)],
  ]);
  const kinds = safetyKinds.flatMap((kind) => {
    const { total, ids } = found.get(kind) ?? { total: 0, ids: [] };
    return total > 0 ? [{ kind, total, ids }] : [];
  });
  const listed = await listApplicationsById(workspaceId, [...new Set(kinds.flatMap(({ ids }) => ids))]);
  return kinds.map(({ kind, total, ids }) => ({
    kind,
    total,
    applications: ids.flatMap((id) => {
      const application = listed.find((row) => row.id === id);
      if (!application) return [];
      const unused = unusedPermissions.find((row) => row.id === id)?.permissions ?? [];
      const addresses = byAddress.find((row) => row.id === id)?.addresses ?? 0;
      return [{ application, unused, addresses }];
    }),
  }));
}

function toFound(rows: readonly { id: string }[]): FoundKeys {
  return { total: rows.length, ids: rows.slice(0, maxListed).map(({ id }) => id) };
}
