-- AlterTable
ALTER TABLE "Workspace" ADD COLUMN     "maxKeyDays" SMALLINT;

-- AlterTable
ALTER TABLE "ApiKey" ADD COLUMN     "expiresAt" TIMESTAMPTZ(3);
