/** The single source for permissions: the dialog, the check of every call, the 401 message and the docs read it. */

/** The permissions of an application, in display order. The keys are journy.io's wire ids. */
export const permissions = {
  ReadContacts: {
    label: "Read contacts",
    help: "Users and accounts, with all their properties and events.",
    legacy: false,
    writes: false,
  },
  ReadEvents: {
    label: "Read events",
    help: "Which events there are, and how they are grouped.",
    legacy: false,
    writes: false,
  },
  ReadProperties: {
    label: "Read properties",
    help: "Which properties users and accounts have, computed ones included.",
    legacy: false,
    writes: false,
  },
  ReadSegments: {
    label: "Read segments",
    help: "Segments, who entered or left them and why, with values of contacts.",
    legacy: false,
    writes: false,
  },
  ReadCampaigns: {
    label: "Read campaigns",
    help: "Which campaigns brought visitors.",
    legacy: true,
    writes: false,
  },
  ReadChannels: {
    label: "Read channels",
    help: "Which channels visitors came through.",
    legacy: true,
    writes: false,
  },
  GetTrackingSnippet: {
    label: "Retrieve tracking snippet for websites",
    help: "The snippet that tracks visits of a website.",
    legacy: true,
    writes: false,
  },
  TrackData: {
    label: "Track events, create and update contacts",
    help: "Send events, write or delete users and accounts. Legacy in name only: no other permission writes. Websites use the tracking snippet, without a key.",
    legacy: true,
    writes: true,
  },
} as const satisfies Record<string, { label: string; help: string; legacy: boolean; writes: boolean }>;

export type Permission = keyof typeof permissions;

export const permissionIds = Object.keys(permissions) as [Permission, ...Permission[]];

/** The permissions of a management token. Keys of applications never have them. */
export const managementPermissions = {
  ReadApplications: "Read applications, keys and logged calls",
  ManageApplications: "Create, change, delete and restore applications, and regenerate keys",
} as const;
export type ManagementPermission = keyof typeof managementPermissions;
export const managementPermissionIds = Object.keys(managementPermissions) as [
  ManagementPermission,
  ...ManagementPermission[],
];

/** What a key of an application or a management token may do. */
export type KeyPermission = Permission | ManagementPermission;

export function isManagementPermission(id: string | null): id is ManagementPermission {
  return id !== null && Object.hasOwn(managementPermissions, id);
}

export function isApplicationPermission(id: string): id is Permission {
  return Object.hasOwn(permissions, id);
}

/** Formats as “Read contacts”, “Read events”. Quoted, since some labels contain commas. */
export function formatPermissions(ids: readonly string[]): string {
  return ids.map((id) => `“${permissions[id as Permission]?.label ?? id}”`).join(", ");
}

/** Describes the permissions of a new application for the audit log. */
export function describePermissions(ids: readonly string[]): string {
  return ids.length > 0 ? `allowed to ${formatPermissions(ids)}` : "without permissions";
}

/** The roles that have each ability in a workspace. */
const abilities = {
  viewApplications: ["owner", "admin", "member"],
  manageApplications: ["owner", "admin"],
  viewLogValues: ["owner", "admin"],
  viewWebsites: ["owner", "admin", "member"],
  manageWebsites: ["owner", "admin"],
  viewConnectors: ["owner", "admin", "member"],
  manageConnectors: ["owner", "admin"],
  viewComputations: ["owner", "admin", "member"],
  manageComputations: ["owner", "admin"],
  viewDefinitions: ["owner", "admin", "member"],
  manageDefinitions: ["owner", "admin"],
  viewMembers: ["owner", "admin", "member"],
  manageMembers: ["owner", "admin"],
  manageOwners: ["owner"],
  manageWorkspace: ["owner", "admin"],
  manageKeyLifetime: ["owner"],
  manageSignIn: ["owner"],
  deleteWorkspace: ["owner"],
  viewAuditLog: ["owner", "admin"],
  manageTokens: ["owner"],
} as const satisfies Record<string, readonly RoleName[]>;

/** The labels of abilities in the audit log: "was not allowed to see applications". */
const abilityLabels: Record<Ability, string> = {
  viewApplications: "see applications",
  manageApplications: "change applications",
  viewLogValues: "see the values of calls",
  viewWebsites: "see websites",
  manageWebsites: "change websites",
  viewConnectors: "see SDK connectors",
  manageConnectors: "change SDK connectors",
  viewComputations: "see segments and scores",
  manageComputations: "change segments and scores",
  viewDefinitions: "see properties and events",
  manageDefinitions: "change properties and events",
  viewMembers: "see members",
  manageMembers: "change members",
  manageOwners: "change owners",
  manageWorkspace: "change the workspace",
  manageKeyLifetime: "change the maximum lifetime of keys",
  manageSignIn: "change how members sign in",
  deleteWorkspace: "delete the workspace",
  viewAuditLog: "see the audit log",
  manageTokens: "see or change management tokens",
};

export function describeAbility(ability: Ability): string {
  return abilityLabels[ability];
}

export type RoleName = "owner" | "admin" | "member";
export type Ability = keyof typeof abilities;

export function may(role: RoleName, ability: Ability): boolean {
  return (abilities[ability] as readonly RoleName[]).includes(role);
}

/** The reason for the tooltip of a disabled button and for the error of a rejected action. */
export function getDenialReason(ability: Ability): string {
  const roles: readonly RoleName[] = abilities[ability];
  return roles.includes("admin") ? "Only owners and admins can do this." : "Only owners can do this.";
}
