/** What is recorded, by the name it is stored under, and in words: "Ada revealed the values of …". */
export const auditActions = {
  "log.reveal": { words: "revealed the values of a call" },
  "log.export": { words: "exported calls with their values" },
} as const;
export type AuditAction = keyof typeof auditActions;
