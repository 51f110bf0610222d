ALTER TABLE "Application" ADD COLUMN "isManagement" BOOLEAN NOT NULL DEFAULT false;

-- Tokens and applications may have the same name.
DROP INDEX "Application_workspaceId_foldedName_key";
CREATE UNIQUE INDEX "Application_workspaceId_foldedName_key" ON "Application" ("workspaceId", "isManagement", "foldedName") WHERE "deletedAt" IS NULL;

ALTER TABLE "AuditEntry" ADD COLUMN "tokenId" TEXT;
