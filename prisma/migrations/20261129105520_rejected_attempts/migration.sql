-- AlterTable
ALTER TABLE "AuditEntry" ADD COLUMN     "count" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "ipAddress" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "lastAt" TIMESTAMPTZ(3);

-- Those of the last hour are counted in, and those that are too old deleted, without reading the whole audit log.
CREATE INDEX "AuditEntry_rejected_attempts" ON "AuditEntry" ("workspaceId", "id") WHERE "action" LIKE 'access.%';
