import {
  createLoader,
  createParser,
  createSerializer,
  type inferParserType,
  parseAsStringLiteral,
} from "nuqs/server";
import { z } from "zod";
import { type TimeRangeName, timeRanges } from "@/lib/logs/schema";
import { parseAsTime, parseAsUlid } from "@/lib/url-parsers";

/**
 * The recorded actions by stored name, as texts after the author: "Ada created the application …". The subject replaces
 * the dots; without dots it has its own line.
 */
export const auditActions = {
  "application.create": "created the application …",
  "application.rename": "renamed the application …",
  "application.describe": "changed the description of …",
  "application.owner": "changed the owner of …",
  "application.permissions": "changed the permissions of …",
  "application.enable": "enabled the application …",
  "application.disable": "disabled the application …",
  "application.allowlist": "changed the IP addresses that may use …",
  "application.rate-limit": "changed the rate limit of …",
  "application.leak": "reported that the key of … leaked",
  "application.expiry": "changed when the key of … expires",
  "application.regenerate": "regenerated the key of …",
  "application.overlap": "changed how long the old key of … works",
  "application.delete": "deleted the application …",
  "application.restore": "restored the application …",
  "application.purge": "deleted the keys of … for good, 30 days after its deletion",
  "token.create": "created the management token …",
  "token.regenerate": "regenerated the management token …",
  "token.leak": "reported that the management token … leaked",
  "token.revoke": "revoked the management token …",
  "member.invite": "invited a person to join as …",
  "member.revoke": "revoked an invitation to join as …",
  "member.join": "joined by invitation as …",
  "member.role": "changed the role of …",
  "member.remove": "removed … from the workspace",
  "member.leave": "left the workspace as …",
  "member.email": "changed their email to …",
  "member.two-factor": "turned two-factor sign-in …",
  "workspace.rename": "renamed the workspace …",
  "workspace.key-lifetime": "changed the maximum lifetime of keys",
  "workspace.delete": "deleted the workspace …",
  "workspace.restore": "restored the workspace …",
  "workspace.sign-in": "changed what members need to sign in",
  "workspace.time-zone": "changed the time zone to …",
  "website.create": "added the website …",
  "website.edit": "changed the settings of the website …",
  "website.regenerate": "regenerated the secret of the website …",
  "website.delete": "deleted the website …",
  "connector.create": "created the connector …",
  "connector.edit": "changed the settings of the connector …",
  "connector.enable": "enabled the connector …",
  "connector.disable": "disabled the connector …",
  "connector.regenerate": "regenerated the write key of the connector …",
  "connector.regenerate-secret": "regenerated the secret of the connector …",
  "connector.delete": "deleted the connector …",
  "connector.view": "revealed the values in messages of the connector …",
  "connector.merge-users": "merged two users by an alias of the connector …",
  "computation.create": "defined …",
  "computation.edit": "changed the definition of …",
  "computation.reorder": "changed the order of …",
  "computation.delete": "deleted …",
  "contact.merge": "merged the user …",
  "definition.edit": "changed the definition …",
  "definition.archive": "archived the definition …",
  "definition.restore": "restored the definition …",
  "definition.delete": "deleted the definition …",
  /** Only in old entries. The subject is a request id. */
  "log.reveal": "revealed the values of a call",
  "log.view": "revealed the values in calls of …",
  "log.export": "exported calls with their values",
  "audit.export": "exported the audit log",
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
  token: "Management tokens",
  member: "Members",
  website: "Websites",
  connector: "SDK connectors",
  computation: "Segments and scores",
  definition: "Definitions",
  contact: "Contacts",
  log: "Logged calls",
  access: "Rejected attempts",
} as const;
export type AuditTopic = keyof typeof auditTopics;

/** A value before and after a change, as text. Never a secret. */
export type AuditChange = { field: string; before: string; after: string };

export function formatSwitch(isOn: boolean): string {
  return isOn ? "On" : "Off";
}

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
  changes: AuditChange[];
  /** Null for the command line and for attempts without a session. */
  personId: string | null;
  /** Also null for a deleted person. */
  personName: string | null;
  personEmail: string | null;
  /** The management token that made the change, beside the person who created the token. */
  tokenId: string | null;
  tokenName: string | null;
  /** The same rejected attempts share an entry for an hour: their number, last time and client. */
  count: number;
  lastAt: Date | null;
  ipAddress: string;
};

const topics = Object.keys(auditTopics) as AuditTopic[];
const actions = Object.keys(auditActions) as AuditAction[];
const rangeNames = Object.keys(timeRanges) as TimeRangeName[];
/** The value of the person filter for changes by `npm run keys`. */
export const commandLine = "command-line";

const parseAsAuthor = createParser({
  parse: (text) => (text === commandLine ? text : parseAsUlid.parse(text)),
  serialize: (author) => author,
});

/** Invalid values are ignored. `before` is an entry id; exact times replace `range`. */
const auditParsers = {
  about: parseAsStringLiteral(topics),
  action: parseAsStringLiteral(actions),
  person: parseAsAuthor,
  application: parseAsUlid,
  range: parseAsStringLiteral(rangeNames),
  from: parseAsTime,
  to: parseAsTime,
  before: parseAsUlid,
};
export type AuditQuery = inferParserType<typeof auditParsers>;
export type AuditFilter = Omit<AuditQuery, "before">;
export const loadAuditQuery = createLoader(auditParsers);
export const formatAuditUrl = createSerializer(auditParsers);

/** Whether the filter has more than a topic. */
export function isFiltered({ action, person, application, range, from, to }: AuditFilter): boolean {
  return [action, person, application, range, from, to].some((value) => value !== null);
}

export const auditExportFormats = ["csv", "ndjson"] as const;
export type AuditExportFormat = (typeof auditExportFormats)[number];

/** The filter of an export. Unlike the screen's, it rejects invalid values: a file must not have more than asked for. */
export const AuditExportFilter = z.strictObject({
  about: z.enum(topics).nullable().default(null),
  action: z.enum(actions).nullable().default(null),
  person: z
    .union([z.literal(commandLine), z.ulid()])
    .nullable()
    .default(null),
  application: z.ulid().nullable().default(null),
  range: z.enum(rangeNames).nullable().default(null),
  from: z.coerce.date().nullable().default(null),
  to: z.coerce.date().nullable().default(null),
});

/** The options of the filters. */
export type AuditFilterOptions = {
  people: { id: string; name: string; email: string }[];
  applications: { id: string; name: string; isDeleted: boolean }[];
};
