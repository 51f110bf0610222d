-- AlterTable
ALTER TABLE "Event" ADD COLUMN     "websiteId" TEXT;

-- AlterTable
ALTER TABLE "Website" ADD COLUMN     "allowsAnyDomain" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "botCount" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "createdById" TEXT,
ADD COLUMN     "encryptedSecret" BYTEA,
ADD COLUMN     "foreignCount" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "honorsOptOut" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "lastSeenAt" TIMESTAMPTZ(3),
ADD COLUMN     "unverifiedCount" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "verifiesIdentities" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "Visit" (
    "workspaceId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "websiteId" TEXT NOT NULL,
    "deviceId" TEXT NOT NULL,
    "channelId" TEXT NOT NULL,
    "campaignId" TEXT,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Visit_pkey" PRIMARY KEY ("workspaceId","id")
);

-- CreateIndex
CREATE INDEX "Visit_workspaceId_deviceId_startedAt_idx" ON "Visit"("workspaceId", "deviceId", "startedAt");

-- CreateIndex
CREATE INDEX "Event_workspaceId_websiteId_id_idx" ON "Event"("workspaceId", "websiteId", "id");

-- AddForeignKey
ALTER TABLE "Website" ADD CONSTRAINT "Website_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "Person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Visit" ADD CONSTRAINT "Visit_workspaceId_deviceId_fkey" FOREIGN KEY ("workspaceId", "deviceId") REFERENCES "Device"("workspaceId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Visit" ADD CONSTRAINT "Visit_workspaceId_channelId_fkey" FOREIGN KEY ("workspaceId", "channelId") REFERENCES "Channel"("workspaceId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Visit" ADD CONSTRAINT "Visit_workspaceId_campaignId_fkey" FOREIGN KEY ("workspaceId", "campaignId") REFERENCES "Campaign"("workspaceId", "id") ON DELETE NO ACTION ON UPDATE CASCADE;
