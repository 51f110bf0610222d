ALTER TABLE "Application" ADD COLUMN "deletedById" TEXT, ADD COLUMN "purgedAt" TIMESTAMPTZ(3);

ALTER TABLE "Application" ADD CONSTRAINT "Application_deletedById_fkey" FOREIGN KEY ("deletedById") REFERENCES "Person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "ApiKey" ALTER COLUMN "hash" DROP NOT NULL;

-- The hourly purge reads only these rows.
CREATE INDEX "Application_deletedAt_idx" ON "Application" ("deletedAt") WHERE "deletedAt" IS NOT NULL;

-- Deletion used to revoke the keys. It now leaves them as they are: the newest of those keys was the current one.
UPDATE "ApiKey" SET "revokedAt" = NULL
FROM (
  SELECT DISTINCT ON (k."workspaceId", k."applicationId") k."workspaceId", k."id"
  FROM "Application" a
  JOIN "ApiKey" k ON k."workspaceId" = a."workspaceId" AND k."applicationId" = a."id"
  WHERE a."deletedAt" IS NOT NULL AND k."revokedAt" = a."deletedAt"
  ORDER BY k."workspaceId", k."applicationId", k."createdAt" DESC, k."id" DESC
) current
WHERE "ApiKey"."workspaceId" = current."workspaceId" AND "ApiKey"."id" = current."id";
