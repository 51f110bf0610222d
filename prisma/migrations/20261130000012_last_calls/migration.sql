-- AlterTable
ALTER TABLE "Application" ADD COLUMN     "lastCall" JSONB;

-- AlterTable
ALTER TABLE "ApiKey" ADD COLUMN     "lastUsedAt" TIMESTAMPTZ(3),
ADD COLUMN     "lastCall" JSONB,
ADD COLUMN     "lastInUrlAt" TIMESTAMPTZ(3);

-- The application's last use is the current key's, if no older key worked after the current key was created.
-- Otherwise it is unknown until the next call. The log is not read: it may have millions of rows.
UPDATE "ApiKey" k
SET "lastUsedAt" = a."lastUsedAt"
FROM "Application" a
WHERE a."workspaceId" = k."workspaceId" AND a."id" = k."applicationId" AND k."revokedAt" IS NULL
  AND a."lastUsedAt" >= k."createdAt"
  AND NOT EXISTS (
    SELECT FROM "ApiKey" o
    WHERE o."workspaceId" = k."workspaceId" AND o."applicationId" = k."applicationId"
      AND o."revokedAt" > k."createdAt" + interval '1 minute');
