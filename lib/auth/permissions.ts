/**
 * THE table of what may be done. The dialog's checkboxes, the check of every call, the text of a 401 and the
 * docs all read it; nothing repeats it.
 */

/** What an application may be allowed to do, in the order of answers and documents. The names are journy.io's wire ids. */
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
    help: "Which segments of users and accounts there are.",
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

/** “Read contacts”, “Read events”: in quotes, since there are commas in some. */
export function formatPermissions(ids: readonly string[]): string {
  return ids.map((id) => `“${permissions[id as Permission]?.label ?? id}”`).join(", ");
}

/** What an application was made with, as the audit log says it. */
export function describePermissions(ids: readonly string[]): string {
  return ids.length > 0 ? `allowed to ${formatPermissions(ids)}` : "without permissions";
}

/** What a person may do in a workspace, and from which roles on. */
const abilities = {
  viewApplications: ["owner", "admin", "member"],
  manageApplications: ["owner", "admin"],
  viewLogValues: ["owner", "admin"],
  viewWebsites: ["owner", "admin", "member"],
  manageWebsites: ["owner", "admin"],
  viewMembers: ["owner", "admin", "member"],
  manageMembers: ["owner", "admin"],
  manageOwners: ["owner"],
  manageWorkspace: ["owner", "admin"],
  viewAuditLog: ["owner", "admin"],
} as const satisfies Record<string, readonly RoleName[]>;

/** What somebody was not allowed to do, as the audit log says it. */
const abilityLabels: Record<Ability, string> = {
  viewApplications: "see applications",
  manageApplications: "change applications",
  viewLogValues: "see the values of calls",
  viewWebsites: "see websites",
  manageWebsites: "change websites",
  viewMembers: "see members",
  manageMembers: "change members",
  manageOwners: "change owners",
  manageWorkspace: "change the workspace",
  viewAuditLog: "see the audit log",
};

export function describeAbility(ability: Ability): string {
  return abilityLabels[ability];
}

export type RoleName = "owner" | "admin" | "member";
export type Ability = keyof typeof abilities;

export function may(role: RoleName, ability: Ability): boolean {
  return (abilities[ability] as readonly RoleName[]).includes(role);
}

/** Why somebody may not, as the tooltip of a disabled button and the answer of a refused action say it. */
export function getDenialReason(ability: Ability): string {
  const roles: readonly RoleName[] = abilities[ability];
  return roles.includes("admin") ? "Only owners and admins can do this." : "Only owners can do this.";
}
