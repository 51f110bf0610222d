/** What is recorded, by the name it is stored under, and in words: "Ada revealed the values of …". */
export const auditActions = {
  "log.reveal": { words: "revealed the values of a call" },
  "log.export": { words: "exported calls with their values" },
  "logs.retention": { words: "changed how long calls are kept" },
} as const;
export type AuditAction = keyof typeof auditActions;
