CREATE TABLE "KeyWarning" (
    "workspaceId" TEXT NOT NULL,
    "apiKeyId" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "threshold" SMALLINT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "KeyWarning_pkey" PRIMARY KEY ("workspaceId","apiKeyId","expiresAt","threshold")
);

ALTER TABLE "KeyWarning" ADD CONSTRAINT "KeyWarning_workspaceId_apiKeyId_fkey" FOREIGN KEY ("workspaceId", "apiKeyId") REFERENCES "ApiKey"("workspaceId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The warnings are looked for each minute, among current keys that expire.
CREATE INDEX "ApiKey_expiresAt_idx" ON "ApiKey" ("expiresAt") WHERE "revokedAt" IS NULL AND "expiresAt" IS NOT NULL;
