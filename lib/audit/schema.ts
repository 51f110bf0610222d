import { createLoader, createSerializer, type inferParserType, parseAsStringLiteral } from "nuqs/server";
import { parseAsUlid } from "@/lib/url-parsers";

/**
 * The recorded actions by stored name, as texts after the author: "Ada created the application …". The subject replaces
 * the dots; without dots it has its own line.
 */
export const auditActions = {
  "application.create": "created the application …",
  "application.rename": "renamed the application …",
  "application.permissions": "changed the permissions of …",
  "application.enable": "enabled the application …",
  "application.disable": "disabled the application …",
  "application.allowlist": "changed the IP addresses that may use …",
  "application.expiry": "changed when the key of … expires",
  "application.regenerate": "regenerated the key of …",
  "application.overlap": "changed how long the old key of … works",
  "application.delete": "deleted the application …",
  "application.restore": "restored the application …",
  "application.purge": "deleted the keys of … for good, 30 days after its deletion",
  "member.invite": "invited a person to join as …",
  "member.revoke": "revoked an invitation to join as …",
  "member.join": "joined by invitation as …",
  "member.role": "changed the role of …",
  "member.remove": "removed … from the workspace",
  "member.leave": "left the workspace as …",
  "member.email": "changed their email to …",
  "workspace.rename": "renamed the workspace …",
  "workspace.key-lifetime": "changed the maximum lifetime of keys",
  "workspace.time-zone": "changed the time zone to …",
  "website.create": "added the website …",
  "website.edit": "changed the settings of the website …",
  "website.regenerate": "regenerated the secret of the website …",
  "website.delete": "deleted the website …",
  "computation.create": "defined …",
  "computation.edit": "changed the definition of …",
  "computation.reorder": "changed the order of …",
  "computation.delete": "deleted …",
  "definition.edit": "changed the definition …",
  "definition.archive": "archived the definition …",
  "definition.restore": "restored the definition …",
  "definition.delete": "deleted the definition …",
  /** Only in old entries. The subject is a request id. */
  "log.reveal": "revealed the values of a call",
  "log.view": "revealed the values in calls of …",
  "log.export": "exported calls with their values",
  "logs.retention": "changed how long calls are kept",
  "access.sign-in": "failed to sign in as …",
  "access.denied": "was not allowed to …",
  "access.nonmember": "was not allowed to … without being a member",
  "access.invitation": "tried an invalid invitation to join as …",
} as const;
export type AuditAction = keyof typeof auditActions;

/** The filters of the audit log, by prefix of the action. */
export const auditTopics = {
  application: "Applications",
  member: "Members",
  website: "Websites",
  computation: "Segments and scores",
  definition: "Definitions",
  log: "Logged calls",
  access: "Rejected attempts",
} as const;
export type AuditTopic = keyof typeof auditTopics;

export type AuditEntry = {
  id: string;
  time: Date;
  action: string;
  /** The text of the action: "created the application …". */
  text: string;
  /** The name of the subject at that time, or the request id of a reveal. */
  subject: string;
  /** The id of the subject, such as an application id. */
  subjectId: string | null;
  /** More details, or an empty text. */
  detail: string;
  /** Null for the command line and for attempts without a session. */
  personId: string | null;
  /** Also null for a deleted person. */
  personName: string | null;
  personEmail: string | null;
  /** The same rejected attempts share an entry for an hour: their number, last time and client. */
  count: number;
  lastAt: Date | null;
  ipAddress: string;
};

const topics = Object.keys(auditTopics) as AuditTopic[];

/** `before` is an entry id. Invalid values fall back to the newest entries of all topics. */
const auditParsers = { about: parseAsStringLiteral(topics), before: parseAsUlid };
export type AuditQuery = inferParserType<typeof auditParsers>;
export const loadAuditQuery = createLoader(auditParsers);
export const formatAuditUrl = createSerializer(auditParsers);
