-- AlterTable
ALTER TABLE "Workspace" ADD COLUMN     "logDays" SMALLINT NOT NULL DEFAULT 30;

-- CreateTable
CREATE TABLE "AuditEntry" (
    "workspaceId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "personId" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,

    CONSTRAINT "AuditEntry_pkey" PRIMARY KEY ("workspaceId","id")
);

-- CreateTable
CREATE TABLE "RequestKind" (
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

    CONSTRAINT "RequestKind_pkey" PRIMARY KEY ("workspaceId","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "RequestKind_workspaceId_applicationId_apiKeyId_method_route_key" ON "RequestKind"("workspaceId", "applicationId", "apiKeyId", "method", "route", "permission", "status", "errorCode", "client", "ipAddress");

-- CreateTable. Its rows are added to again and again: room in each page keeps that from touching the index.
CREATE TABLE "RequestCount" (
    "workspaceId" TEXT NOT NULL,
    "hours" SMALLINT NOT NULL,
    "start" TIMESTAMPTZ(0) NOT NULL,
    "kindId" INTEGER NOT NULL,
    "step" SMALLINT NOT NULL,
    "calls" INTEGER NOT NULL,

    CONSTRAINT "RequestCount_pkey" PRIMARY KEY ("workspaceId","hours","start","kindId","step")
) WITH (fillfactor = 70);

-- The log becomes a table of one partition for each day. Ids are compared byte by byte, as their order is that of time.
ALTER TABLE "RequestLog" RENAME TO "OldRequestLog";
ALTER INDEX "RequestLog_pkey" RENAME TO "OldRequestLog_pkey";

CREATE TABLE "RequestLog" (
    "workspaceId" TEXT NOT NULL,
    "id" TEXT COLLATE "C" NOT NULL,
    "kindId" INTEGER NOT NULL,
    "path" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "duration" REAL NOT NULL,
    "requestHeaders" TEXT NOT NULL,
    "responseHeaders" TEXT NOT NULL,
    "requestBody" TEXT NOT NULL,
    "requestBytes" INTEGER NOT NULL,
    "responseBody" TEXT NOT NULL,
    "responseBytes" INTEGER NOT NULL,
    "storedBy" xid8 NOT NULL DEFAULT pg_current_xact_id(),

    CONSTRAINT "RequestLog_pkey" PRIMARY KEY ("workspaceId","id")
) PARTITION BY RANGE ("id");

-- CreateIndex
CREATE INDEX "RequestLog_workspaceId_kindId_id_idx" ON "RequestLog"("workspaceId", "kindId", "id");

-- What was logged so far goes along: its days get their partitions, its calls their kinds and counts.
DO $$
DECLARE
    digits CONSTANT text := '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    midnight timestamptz;
    bounds text[];
    milliseconds bigint;
    prefix text;
BEGIN
    FOR midnight IN
        SELECT DISTINCT date_trunc('day', "time", 'UTC') FROM "OldRequestLog"
        UNION SELECT DISTINCT date_trunc('day', "time", 'UTC') + interval '1 day' FROM "OldRequestLog"
    LOOP
        bounds := '{}';
        FOR i IN 0..1 LOOP
            milliseconds := extract(epoch FROM midnight + i * interval '1 day') * 1000;
            prefix := '';
            FOR _ IN 1..10 LOOP
                prefix := substr(digits, (milliseconds % 32)::int + 1, 1) || prefix;
                milliseconds := milliseconds / 32;
            END LOOP;
            bounds := bounds || (prefix || repeat('0', 16));
        END LOOP;
        EXECUTE format('CREATE TABLE %I PARTITION OF "RequestLog" FOR VALUES FROM (%L) TO (%L)',
            'RequestLog_' || to_char(midnight AT TIME ZONE 'UTC', 'YYYYMMDD'), bounds[1], bounds[2]);
    END LOOP;
END $$;

INSERT INTO "RequestKind" (
    "workspaceId", "applicationId", "apiKeyId", "method", "route", "permission", "status", "errorCode", "client", "ipAddress")
SELECT DISTINCT
    "workspaceId", "applicationId", "apiKeyId", "method", coalesce("route", ''), coalesce("permission", ''), "status",
    coalesce("errorCode", ''), left(split_part("client", ' ', 1), 40), "ipAddress"
FROM "OldRequestLog";

INSERT INTO "RequestLog" (
    "workspaceId", "id", "kindId", "path", "query", "duration", "requestHeaders", "responseHeaders",
    "requestBody", "requestBytes", "responseBody", "responseBytes")
SELECT
    o."workspaceId", o."id", k."id", o."path", o."query", o."duration", o."requestHeaders"::text, o."responseHeaders"::text,
    o."requestBody", o."requestBytes", o."responseBody", o."responseBytes"
FROM "OldRequestLog" o
JOIN "RequestKind" k USING ("workspaceId", "applicationId", "apiKeyId", "method", "status", "ipAddress")
WHERE k."route" = coalesce(o."route", '') AND k."permission" = coalesce(o."permission", '')
  AND k."errorCode" = coalesce(o."errorCode", '') AND k."client" = left(split_part(o."client", ' ', 1), 40);

-- The steps are those of lib/logs/duration-steps.ts.
INSERT INTO "RequestCount" ("workspaceId", "hours", "start", "kindId", "step", "calls")
SELECT
    l."workspaceId", span."hours", date_trunc(span."unit", o."time", 'UTC'), l."kindId",
    least(60, greatest(0, ceil(ln(greatest(l."duration", 0.1) / 0.1) / ln(1.25)))), count(*)
FROM "RequestLog" l
JOIN "OldRequestLog" o USING ("workspaceId", "id")
CROSS JOIN (VALUES (1, 'hour'), (24, 'day')) AS span("hours", "unit")
GROUP BY 1, 2, 3, 4, 5;

DROP TABLE "OldRequestLog";
