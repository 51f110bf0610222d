-- Rejected attempts are counted and expire: a table of their own lets the audit log be append-only.
CREATE TABLE "RejectedAttempt" (
    "workspaceId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "personId" TEXT,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "subjectId" TEXT,
    "ipAddress" TEXT NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 1,
    "lastAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "RejectedAttempt_pkey" PRIMARY KEY ("workspaceId","id")
);

INSERT INTO "RejectedAttempt" ("workspaceId", "id", "personId", "action", "subject", "subjectId", "ipAddress", "count", "lastAt")
SELECT "workspaceId", "id", "personId", "action", "subject", "subjectId", "ipAddress", "count", coalesce("lastAt", now())
FROM "AuditEntry" WHERE "action" LIKE 'access.%';

DELETE FROM "AuditEntry" WHERE "action" LIKE 'access.%';
DROP INDEX "AuditEntry_rejected_attempts";

ALTER TABLE "AuditEntry" DROP COLUMN "count", DROP COLUMN "lastAt", DROP COLUMN "ipAddress", ADD COLUMN "changes" JSONB;

CREATE INDEX "AuditEntry_workspaceId_personId_id_idx" ON "AuditEntry"("workspaceId", "personId", "id");
CREATE INDEX "AuditEntry_workspaceId_subjectId_id_idx" ON "AuditEntry"("workspaceId", "subjectId", "id");

-- Entries are deleted only with their workspace. The trigger holds for every role, the table's owner included.
CREATE FUNCTION "rejectAuditChange"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT FROM "Workspace" WHERE "id" = OLD."workspaceId") THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'Audit entries cannot be changed or deleted.' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER "AuditEntry_append_only" BEFORE UPDATE OR DELETE ON "AuditEntry"
FOR EACH ROW EXECUTE FUNCTION "rejectAuditChange"();

CREATE TRIGGER "AuditEntry_not_truncated" BEFORE TRUNCATE ON "AuditEntry"
FOR EACH STATEMENT EXECUTE FUNCTION "rejectAuditChange"();
