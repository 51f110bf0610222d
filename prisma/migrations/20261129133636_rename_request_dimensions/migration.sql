-- The log's tables and columns get their standard names. Renaming keeps the rows; it waits for running transactions.
ALTER TABLE "RequestKind" RENAME TO "RequestDimension";
ALTER SEQUENCE "RequestKind_id_seq" RENAME TO "RequestDimension_id_seq";
ALTER INDEX "RequestKind_pkey" RENAME TO "RequestDimension_pkey";
ALTER INDEX "RequestKind_workspaceId_applicationId_apiKeyId_method_route_key" RENAME TO "RequestDimension_workspaceId_applicationId_apiKeyId_method__key";

ALTER TABLE "RequestCount" RENAME TO "RequestRollup";
ALTER TABLE "RequestRollup" RENAME COLUMN "hours" TO "bucketHours";
ALTER TABLE "RequestRollup" RENAME COLUMN "start" TO "bucketStart";
ALTER TABLE "RequestRollup" RENAME COLUMN "kindId" TO "dimensionId";
ALTER TABLE "RequestRollup" RENAME COLUMN "step" TO "durationBucket";
ALTER TABLE "RequestRollup" RENAME CONSTRAINT "RequestCount_workspaceId_kindId_fkey" TO "RequestRollup_workspaceId_dimensionId_fkey";
ALTER INDEX "RequestCount_pkey" RENAME TO "RequestRollup_pkey";
ALTER INDEX "RequestCount_workspaceId_kindId_idx" RENAME TO "RequestRollup_workspaceId_dimensionId_idx";

ALTER TABLE "UnknownKeyCount" RENAME COLUMN "start" TO "bucketStart";

-- The column's new name reaches every partition; the names of their indexes do not follow.
ALTER TABLE "RequestLog" RENAME COLUMN "kindId" TO "dimensionId";
ALTER INDEX "RequestLog_workspaceId_kindId_id_idx" RENAME TO "RequestLog_workspaceId_dimensionId_id_idx";
DO $$
DECLARE
    index_name name;
BEGIN
    FOR index_name IN
        SELECT c."relname"
        FROM pg_inherits i
        JOIN pg_class c ON c."oid" = i."inhrelid"
        WHERE i."inhparent" = '"RequestLog_workspaceId_dimensionId_id_idx"'::regclass AND c."relname" LIKE '%\_kindId\_%'
    LOOP
        EXECUTE format('ALTER INDEX %I RENAME TO %I', index_name, replace(index_name, '_kindId_', '_dimensionId_'));
    END LOOP;
END $$;
