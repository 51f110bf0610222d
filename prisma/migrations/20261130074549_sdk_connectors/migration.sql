-- CreateEnum
CREATE TYPE "ConnectorType" AS ENUM ('server', 'browser');

-- CreateEnum
CREATE TYPE "MessageOutcome" AS ENUM ('accepted', 'duplicate', 'excluded', 'rejected');

-- CreateTable
CREATE TABLE "Connector" (
    "workspaceId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "foldedName" TEXT NOT NULL,
    "type" "ConnectorType" NOT NULL,
    "keyHash" BYTEA NOT NULL,
    "keyHint" TEXT NOT NULL,
    "publicKey" TEXT,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "version" INTEGER NOT NULL DEFAULT 1,
    "domains" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "allowsAnyDomain" BOOLEAN NOT NULL DEFAULT false,
    "honorsOptOut" BOOLEAN NOT NULL DEFAULT true,
    "createdById" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastMessageAt" TIMESTAMPTZ(3),

    CONSTRAINT "Connector_pkey" PRIMARY KEY ("workspaceId","id")
);

-- CreateTable
CREATE TABLE "AcceptedMessage" (
    "workspaceId" TEXT NOT NULL,
    "sourceId" TEXT NOT NULL,
    "messageId" TEXT NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AcceptedMessage_pkey" PRIMARY KEY ("workspaceId","sourceId","messageId")
);

-- CreateTable
-- Ids are compared byte by byte: their order is that of time.
CREATE TABLE "ConnectorMessage" (
    "workspaceId" TEXT NOT NULL,
    "connectorId" TEXT NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "outcome" "MessageOutcome" NOT NULL,
    "code" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "messageId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "warnings" TEXT[],
    "library" TEXT NOT NULL,
    "retryCount" SMALLINT NOT NULL,
    "payload" TEXT NOT NULL,

    CONSTRAINT "ConnectorMessage_pkey" PRIMARY KEY ("workspaceId","connectorId","id")
) PARTITION BY RANGE ("id");

-- CreateTable
CREATE TABLE "ConnectorCount" (
    "workspaceId" TEXT NOT NULL,
    "connectorId" TEXT NOT NULL,
    "bucketStart" TIMESTAMPTZ(0) NOT NULL,
    "outcome" "MessageOutcome" NOT NULL,
    "code" TEXT NOT NULL,
    "slot" SMALLINT NOT NULL,
    "messages" INTEGER NOT NULL,

    CONSTRAINT "ConnectorCount_pkey" PRIMARY KEY ("workspaceId","connectorId","bucketStart","outcome","code","slot")
) WITH (fillfactor = 70);

-- CreateIndex
CREATE UNIQUE INDEX "Connector_keyHash_key" ON "Connector"("keyHash");

-- CreateIndex
CREATE UNIQUE INDEX "Connector_workspaceId_foldedName_key" ON "Connector"("workspaceId", "foldedName");

-- CreateIndex
CREATE INDEX "AcceptedMessage_receivedAt_idx" ON "AcceptedMessage" USING BRIN ("receivedAt");

-- AddForeignKey
ALTER TABLE "Connector" ADD CONSTRAINT "Connector_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Connector" ADD CONSTRAINT "Connector_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "Person"("id") ON DELETE SET NULL ON UPDATE CASCADE;
