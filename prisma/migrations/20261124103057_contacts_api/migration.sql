-- DropIndex
DROP INDEX "AccountMember_workspaceId_userId_idx";

-- DropIndex
DROP INDEX "SegmentUser_workspaceId_userId_idx";

-- DropIndex
DROP INDEX "SegmentAccount_workspaceId_accountId_idx";

-- DropIndex
DROP INDEX "Event_workspaceId_userId_triggeredAt_idx";

-- DropIndex
DROP INDEX "Event_workspaceId_accountId_triggeredAt_idx";

-- AlterTable
ALTER TABLE "Event" ADD COLUMN     "deviceId" TEXT;

-- CreateTable
CREATE TABLE "Device" (
    "workspaceId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "userId" TEXT,
    "firstSeenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Device_pkey" PRIMARY KEY ("workspaceId","id")
);

-- CreateTable
CREATE TABLE "Website" (
    "workspaceId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "domain" TEXT NOT NULL,
    "trackerId" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Website_pkey" PRIMARY KEY ("workspaceId","id")
);

-- CreateTable
CREATE TABLE "Campaign" (
    "workspaceId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "Campaign_pkey" PRIMARY KEY ("workspaceId","id")
);

-- CreateTable
CREATE TABLE "Channel" (
    "workspaceId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "Channel_pkey" PRIMARY KEY ("workspaceId","id")
);

-- CreateTable
CREATE TABLE "IdempotentCall" (
    "workspaceId" TEXT NOT NULL,
    "applicationId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "requestHash" BYTEA NOT NULL,
    "result" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "IdempotentCall_pkey" PRIMARY KEY ("workspaceId","applicationId","key")
);

-- CreateIndex
CREATE INDEX "Device_workspaceId_userId_idx" ON "Device"("workspaceId", "userId");

-- CreateIndex
CREATE UNIQUE INDEX "Website_trackerId_key" ON "Website"("trackerId");

-- CreateIndex
CREATE UNIQUE INDEX "Website_workspaceId_domain_key" ON "Website"("workspaceId", "domain");

-- CreateIndex
CREATE UNIQUE INDEX "Campaign_workspaceId_name_key" ON "Campaign"("workspaceId", "name");

-- CreateIndex
CREATE UNIQUE INDEX "Channel_workspaceId_name_key" ON "Channel"("workspaceId", "name");

-- CreateIndex
CREATE INDEX "IdempotentCall_createdAt_idx" ON "IdempotentCall"("createdAt");

-- CreateIndex
CREATE INDEX "User_workspaceId_updatedAt_id_idx" ON "User"("workspaceId", "updatedAt", "id");

-- CreateIndex
CREATE INDEX "Account_workspaceId_updatedAt_id_idx" ON "Account"("workspaceId", "updatedAt", "id");

-- CreateIndex
CREATE INDEX "AccountMember_workspaceId_userId_accountId_idx" ON "AccountMember"("workspaceId", "userId", "accountId");

-- CreateIndex
CREATE INDEX "SegmentUser_workspaceId_userId_segmentId_idx" ON "SegmentUser"("workspaceId", "userId", "segmentId");

-- CreateIndex
CREATE INDEX "SegmentAccount_workspaceId_accountId_segmentId_idx" ON "SegmentAccount"("workspaceId", "accountId", "segmentId");

-- CreateIndex
CREATE INDEX "Event_workspaceId_userId_triggeredAt_id_idx" ON "Event"("workspaceId", "userId", "triggeredAt", "id");

-- CreateIndex
CREATE INDEX "Event_workspaceId_accountId_triggeredAt_id_idx" ON "Event"("workspaceId", "accountId", "triggeredAt", "id");

-- CreateIndex
CREATE INDEX "Event_workspaceId_deviceId_idx" ON "Event"("workspaceId", "deviceId");

-- AddForeignKey
ALTER TABLE "Event" ADD CONSTRAINT "Event_workspaceId_deviceId_fkey" FOREIGN KEY ("workspaceId", "deviceId") REFERENCES "Device"("workspaceId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Device" ADD CONSTRAINT "Device_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Device" ADD CONSTRAINT "Device_workspaceId_userId_fkey" FOREIGN KEY ("workspaceId", "userId") REFERENCES "User"("workspaceId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Website" ADD CONSTRAINT "Website_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Campaign" ADD CONSTRAINT "Campaign_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Channel" ADD CONSTRAINT "Channel_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "IdempotentCall" ADD CONSTRAINT "IdempotentCall_workspaceId_applicationId_fkey" FOREIGN KEY ("workspaceId", "applicationId") REFERENCES "Application"("workspaceId", "id") ON DELETE CASCADE ON UPDATE CASCADE;
