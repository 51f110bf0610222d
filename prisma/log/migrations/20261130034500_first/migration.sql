-- The tables of the main database's migrations, with their names.
CREATE TABLE "RequestDimension" (
    "workspaceId" TEXT NOT NULL,
    "id" SERIAL NOT NULL,
    "applicationId" TEXT NOT NULL,
    "apiKeyId" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "route" TEXT NOT NULL,
    "permission" TEXT NOT NULL,
    "status" SMALLINT NOT NULL,
    "errorCode" TEXT NOT NULL,
    "client" TEXT NOT NULL,
    "ipAddress" TEXT NOT NULL,
    "observed" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "RequestDimension_pkey" PRIMARY KEY ("workspaceId","id")
);

CREATE UNIQUE INDEX "RequestDimension_workspaceId_applicationId_apiKeyId_method__key" ON "RequestDimension"("workspaceId", "applicationId", "apiKeyId", "method", "route", "permission", "status", "errorCode", "client", "ipAddress", "observed");

-- Ids are compared byte by byte, as their order is that of time.
CREATE TABLE "RequestLog" (
    "workspaceId" TEXT NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "dimensionId" INTEGER NOT NULL,
    "path" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "duration" REAL NOT NULL,
    "requestHeaders" TEXT NOT NULL,
    "responseHeaders" TEXT NOT NULL,
    "requestBody" TEXT NOT NULL,
    "requestBytes" INTEGER NOT NULL,
    "responseBody" TEXT NOT NULL,
    "responseBytes" INTEGER NOT NULL,

    CONSTRAINT "RequestLog_pkey" PRIMARY KEY ("workspaceId","id")
) PARTITION BY RANGE ("id");

CREATE INDEX "RequestLog_workspaceId_dimensionId_id_idx" ON "RequestLog"("workspaceId", "dimensionId", "id");

-- Its rows are added to again and again: room in each page keeps that from touching the index.
CREATE TABLE "RequestRollup" (
    "workspaceId" TEXT NOT NULL,
    "bucketHours" SMALLINT NOT NULL,
    "bucketStart" TIMESTAMPTZ(0) NOT NULL,
    "dimensionId" INTEGER NOT NULL,
    "durationBucket" SMALLINT NOT NULL,
    "calls" INTEGER NOT NULL,

    CONSTRAINT "RequestRollup_pkey" PRIMARY KEY ("workspaceId","bucketHours","bucketStart","dimensionId","durationBucket")
) WITH (fillfactor = 70);

CREATE INDEX "RequestRollup_workspaceId_dimensionId_idx" ON "RequestRollup"("workspaceId", "dimensionId");

ALTER TABLE "RequestRollup" ADD CONSTRAINT "RequestRollup_workspaceId_dimensionId_fkey" FOREIGN KEY ("workspaceId", "dimensionId") REFERENCES "RequestDimension"("workspaceId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
