import { z } from "zod";

/** What is recorded, by the name it is stored under, and in words: "Ada revealed the values of …". */
export const auditActions = {
  "log.reveal": { words: "revealed the values of a call" },
  "log.export": { words: "exported calls with their values" },
  "logs.retention": { words: "changed how long calls are kept" },
} as const;
export type AuditAction = keyof typeof auditActions;

/** Something that somebody did. */
export type AuditEntry = {
  id: string;
  time: Date;
  action: string;
  /** The same in words: "revealed the values of a call". */
  words: string;
  /** What it was done to: of a reveal, the request id. */
  subject: string;
  /** Null for somebody who is no longer known. */
  personName: string | null;
  personEmail: string | null;
};

/** What comes after `before`, the id of an entry; anything else shows the newest. */
export const AuditQuery = z.object({ before: z.ulid().nullable().catch(null).default(null) });
