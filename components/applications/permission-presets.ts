import { type Permission, permissionIds, permissions } from "@/lib/auth/permissions";

export interface PermissionPreset {
  name: string;
  /** For the footer of the dialog. */
  grants: string;
  permissions: Permission[];
}

export const permissionPresets: PermissionPreset[] = [
  {
    name: "Read only",
    grants: "Can read everything and change nothing",
    permissions: permissionIds.filter((id) => !permissions[id].writes),
  },
  {
    name: "Everything",
    grants: "Can read, write and delete everything",
    permissions: permissionIds,
  },
];

/** Finds the preset with exactly these permissions. */
export function findPreset(chosen: Permission[]): PermissionPreset | undefined {
  return permissionPresets.find(
    (preset) =>
      preset.permissions.length === chosen.length && preset.permissions.every((id) => chosen.includes(id)),
  );
}
