import { z } from "zod";

/**
 * What is recorded, by the name it is stored under, and in words that follow on who did it: "Ada created the application
 * …". What it was done to stands in place of the dots; where there are none, it has a line of its own.
 */
export const auditActions = {
  "application.create": "created the application …",
  "application.rename": "renamed the application …",
  "application.permissions": "changed what … may do",
  "application.enable": "enabled the application …",
  "application.disable": "disabled the application …",
  "application.regenerate": "regenerated the key of …",
  "application.delete": "deleted the application …",
  "member.invite": "invited somebody to join as …",
  "member.revoke": "revoked an invitation to join as …",
  "member.join": "joined by invitation as …",
  "member.role": "changed the role of …",
  "member.remove": "removed … from the workspace",
  "member.leave": "left the workspace as …",
  "workspace.rename": "renamed the workspace …",
  "website.create": "added the website …",
  "website.edit": "changed the settings of the website …",
  "website.regenerate": "regenerated the secret of the website …",
  "website.delete": "deleted the website …",
  "definition.delete": "deleted the definition …",
  /** Written until each viewing got one entry. Its subject is a request id. */
  "log.reveal": "revealed the values of a call",
  "log.view": "revealed the values in calls of …",
  "log.export": "exported calls with their values",
  "logs.retention": "changed how long calls are kept",
  "access.sign-in": "failed to sign in as …",
  "access.denied": "was not allowed to …",
  "access.nonmember": "was not allowed to … without being a member",
  "access.invitation": "tried an invitation to join as … that does not work any more",
} as const;
export type AuditAction = keyof typeof auditActions;

/** What the log can be narrowed to, by how the names of its actions begin. */
export const auditTopics = {
  application: "Applications",
  member: "Members",
  website: "Websites",
  definition: "Definitions",
  log: "Logged calls",
  access: "Rejected attempts",
} as const;
export type AuditTopic = keyof typeof auditTopics;

/** Something that somebody did. */
export type AuditEntry = {
  id: string;
  time: Date;
  action: string;
  /** The same in words: "created the application …". */
  words: string;
  /** What it was done to, as it was called then: of a reveal, the request id. */
  subject: string;
  /** Which one of that name it was: of an application, its id. */
  subjectId: string | null;
  /** What else there is to say of it, or nothing. */
  detail: string;
  /** Null for the command line, and for attempts of somebody who was not signed in. */
  personId: string | null;
  /** Null for somebody who is no longer known, too. */
  personName: string | null;
  personEmail: string | null;
  /** Rejected attempts that are alike share an entry for an hour: how many, when the last was, and from where. */
  count: number;
  lastAt: Date | null;
  ipAddress: string;
};

const topics = Object.keys(auditTopics) as [AuditTopic, ...AuditTopic[]];

/** What comes after `before`, the id of an entry, and is about what was asked for; anything else shows the newest of all. */
export const AuditQuery = z.object({
  before: z.ulid().nullable().catch(null).default(null),
  about: z.enum(topics).nullable().catch(null).default(null),
});
export type AuditQuery = z.infer<typeof AuditQuery>;
