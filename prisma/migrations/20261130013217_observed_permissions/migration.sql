-- AlterTable
ALTER TABLE "Application" ADD COLUMN     "observedPermissions" JSONB NOT NULL DEFAULT '{}';

-- AlterTable
ALTER TABLE "RequestDimension" ADD COLUMN     "observed" BOOLEAN NOT NULL DEFAULT false;

-- DropIndex
DROP INDEX "RequestDimension_workspaceId_applicationId_apiKeyId_method__key";

-- CreateIndex
CREATE UNIQUE INDEX "RequestDimension_workspaceId_applicationId_apiKeyId_method__key" ON "RequestDimension"("workspaceId", "applicationId", "apiKeyId", "method", "route", "permission", "status", "errorCode", "client", "ipAddress", "observed");
