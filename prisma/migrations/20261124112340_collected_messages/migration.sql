-- DropIndex
DROP INDEX "Event_workspaceId_deviceId_idx";

-- AlterTable
ALTER TABLE "Event" ADD COLUMN     "messageId" TEXT;

-- AlterTable
ALTER TABLE "Visit" ADD COLUMN     "source" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "userId" TEXT,
ALTER COLUMN "deviceId" DROP NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "Event_workspaceId_deviceId_messageId_key" ON "Event"("workspaceId", "deviceId", "messageId");

-- CreateIndex
CREATE INDEX "Visit_workspaceId_userId_startedAt_idx" ON "Visit"("workspaceId", "userId", "startedAt");

-- AddForeignKey
ALTER TABLE "Visit" ADD CONSTRAINT "Visit_workspaceId_userId_fkey" FOREIGN KEY ("workspaceId", "userId") REFERENCES "User"("workspaceId", "id") ON DELETE CASCADE ON UPDATE CASCADE;
