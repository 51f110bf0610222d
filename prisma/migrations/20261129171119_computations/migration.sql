-- CreateEnum
CREATE TYPE "ComputationType" AS ENUM ('segment', 'stage', 'healthProfile', 'score', 'property');

-- Segments become one type of computation. Existing ones have no condition: they keep their members.
ALTER TABLE "Segment" RENAME TO "Computation";
ALTER TABLE "Computation" RENAME CONSTRAINT "Segment_pkey" TO "Computation_pkey";
ALTER TABLE "Computation" RENAME CONSTRAINT "Segment_workspaceId_fkey" TO "Computation_workspaceId_fkey";
DROP INDEX "Segment_workspaceId_kind_name_key";
ALTER TABLE "Computation"
    ADD COLUMN "type" "ComputationType" NOT NULL DEFAULT 'segment',
    ADD COLUMN "foldedName" TEXT,
    ADD COLUMN "description" TEXT NOT NULL DEFAULT '',
    ADD COLUMN "body" JSONB,
    ADD COLUMN "position" SMALLINT NOT NULL DEFAULT 0,
    ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1,
    ADD COLUMN "propertyName" TEXT,
    ADD COLUMN "createdById" TEXT,
    ADD COLUMN "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    ADD COLUMN "updatedById" TEXT,
    ADD COLUMN "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
-- Names that differ only by case get their id as a suffix.
UPDATE "Computation" c SET "foldedName" = f."folded" || CASE WHEN f."rank" = 1 THEN '' ELSE ' ' || c."id" END
FROM (
    SELECT "workspaceId", "id", lower(normalize("name", NFKC)) AS "folded",
           row_number() OVER (PARTITION BY "workspaceId", "kind", lower(normalize("name", NFKC)) ORDER BY "id") AS "rank"
    FROM "Computation"
) f WHERE f."workspaceId" = c."workspaceId" AND f."id" = c."id";
ALTER TABLE "Computation" ALTER COLUMN "foldedName" SET NOT NULL;

-- AlterTable
ALTER TABLE "Workspace" ADD COLUMN     "timeZone" TEXT NOT NULL DEFAULT 'UTC';

-- AlterTable
ALTER TABLE "Property" ADD COLUMN     "archivedAt" TIMESTAMPTZ(3),
ADD COLUMN     "description" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "EventDefinition" ADD COLUMN     "archivedAt" TIMESTAMPTZ(3),
ADD COLUMN     "description" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "label" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "ComputationScope" (
    "workspaceId" TEXT NOT NULL,
    "kind" "ContactKind" NOT NULL,
    "properties" TEXT[],
    "eventIds" TEXT[],
    "segmentIds" TEXT[],
    "removedProperties" TEXT[],
    "readsActivity" BOOLEAN NOT NULL,
    "revision" TEXT NOT NULL,

    CONSTRAINT "ComputationScope_pkey" PRIMARY KEY ("workspaceId","kind")
);

-- CreateTable
CREATE TABLE "ComputationQueue" (
    "id" BIGSERIAL NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "kind" "ContactKind" NOT NULL,
    "contactId" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "queuedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "attempts" SMALLINT NOT NULL DEFAULT 0,
    "retryAt" TIMESTAMPTZ(3),

    CONSTRAINT "ComputationQueue_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ContactState" (
    "workspaceId" TEXT NOT NULL,
    "kind" "ContactKind" NOT NULL,
    "contactId" TEXT NOT NULL,
    "stageId" TEXT,
    "health" TEXT,
    "dueAt" TIMESTAMPTZ(3),

    CONSTRAINT "ContactState_pkey" PRIMARY KEY ("workspaceId","kind","contactId")
);

-- CreateTable
CREATE TABLE "ComputationRun" (
    "workspaceId" TEXT NOT NULL,
    "kind" "ContactKind" NOT NULL,
    "requestedAt" TIMESTAMPTZ(3) NOT NULL,
    "startedAt" TIMESTAMPTZ(3),
    "afterId" TEXT NOT NULL DEFAULT '',
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL,
    "attempts" SMALLINT NOT NULL DEFAULT 0,
    "failure" TEXT,
    "retryAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ComputationRun_pkey" PRIMARY KEY ("workspaceId","kind")
);

-- CreateTable
CREATE TABLE "ContactChange" (
    "workspaceId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "kind" "ContactKind" NOT NULL,
    "contactId" TEXT NOT NULL,
    "type" "ComputationType" NOT NULL,
    "computationId" TEXT NOT NULL,
    "entered" BOOLEAN NOT NULL,
    "name" TEXT NOT NULL,
    "previous" TEXT NOT NULL DEFAULT '',
    "cause" TEXT NOT NULL,

    CONSTRAINT "ContactChange_pkey" PRIMARY KEY ("workspaceId","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Computation_workspaceId_type_kind_foldedName_key" ON "Computation"("workspaceId", "type", "kind", "foldedName");

-- CreateIndex
CREATE INDEX "ComputationQueue_workspaceId_id_idx" ON "ComputationQueue"("workspaceId", "id");

-- CreateIndex
CREATE INDEX "ContactState_dueAt_idx" ON "ContactState"("dueAt");

-- CreateIndex
CREATE INDEX "ContactState_workspaceId_kind_stageId_health_idx" ON "ContactState"("workspaceId", "kind", "stageId", "health");

-- CreateIndex
CREATE INDEX "ContactChange_workspaceId_computationId_id_idx" ON "ContactChange"("workspaceId", "computationId", "id");

-- CreateIndex
CREATE INDEX "ContactChange_workspaceId_kind_contactId_id_idx" ON "ContactChange"("workspaceId", "kind", "contactId", "id");

-- AddForeignKey
ALTER TABLE "Computation" ADD CONSTRAINT "Computation_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "Person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Computation" ADD CONSTRAINT "Computation_updatedById_fkey" FOREIGN KEY ("updatedById") REFERENCES "Person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ComputationScope" ADD CONSTRAINT "ComputationScope_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ComputationRun" ADD CONSTRAINT "ComputationRun_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Samples of contacts for previews: the last two characters of a ULID are random.
CREATE INDEX "User_sample_idx" ON "User" ("workspaceId", (right("id", 2)), "id");
CREATE INDEX "Account_sample_idx" ON "Account" ("workspaceId", (right("id", 2)), "id");

-- Triggers queue the contacts of each change, whatever writes it, in its transaction. ComputationScope says what is read.

CREATE FUNCTION "queueEventContacts"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO "ComputationQueue" ("workspaceId", "kind", "contactId", "cause")
        SELECT s."workspaceId", s."kind", c."id", 'event ' || OLD."definitionId"
        FROM "ComputationScope" s
        CROSS JOIN LATERAL (
            SELECT CASE s."kind" WHEN 'user' THEN OLD."userId" ELSE OLD."accountId" END AS "id"
        ) c
        WHERE s."workspaceId" = OLD."workspaceId" AND c."id" IS NOT NULL
          AND (s."readsActivity" OR OLD."definitionId" = ANY(s."eventIds"));
    END IF;
    INSERT INTO "ComputationQueue" ("workspaceId", "kind", "contactId", "cause")
    SELECT s."workspaceId", s."kind", c."id", 'event ' || NEW."definitionId"
    FROM "ComputationScope" s
    CROSS JOIN LATERAL (
        SELECT CASE s."kind" WHEN 'user' THEN NEW."userId" ELSE NEW."accountId" END AS "id"
    ) c
    WHERE s."workspaceId" = NEW."workspaceId" AND c."id" IS NOT NULL
      AND (s."readsActivity" OR NEW."definitionId" = ANY(s."eventIds"));
    RETURN NULL;
END $$;
CREATE TRIGGER "queueInsertedEvent" AFTER INSERT ON "Event"
    FOR EACH ROW EXECUTE FUNCTION "queueEventContacts"();
CREATE TRIGGER "queueMovedEvent" AFTER UPDATE OF "userId", "accountId" ON "Event"
    FOR EACH ROW WHEN (OLD."userId" IS DISTINCT FROM NEW."userId" OR OLD."accountId" IS DISTINCT FROM NEW."accountId")
    EXECUTE FUNCTION "queueEventContacts"();

CREATE FUNCTION "queueCreatedContact"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "ComputationQueue" ("workspaceId", "kind", "contactId", "cause")
    SELECT s."workspaceId", s."kind", NEW."id", 'created'
    FROM "ComputationScope" s WHERE s."workspaceId" = NEW."workspaceId" AND s."kind" = TG_ARGV[0]::"ContactKind";
    RETURN NULL;
END $$;
CREATE TRIGGER "queueCreatedUser" AFTER INSERT ON "User"
    FOR EACH ROW EXECUTE FUNCTION "queueCreatedContact"('user');
CREATE TRIGGER "queueCreatedAccount" AFTER INSERT ON "Account"
    FOR EACH ROW EXECUTE FUNCTION "queueCreatedContact"('account');

CREATE FUNCTION "queueChangedContact"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    "isRenamed" boolean := OLD."externalId" IS DISTINCT FROM NEW."externalId";
BEGIN
    IF TG_ARGV[0] = 'user' THEN
        "isRenamed" := "isRenamed" OR OLD."email" IS DISTINCT FROM NEW."email";
    ELSE
        "isRenamed" := "isRenamed" OR OLD."domain" IS DISTINCT FROM NEW."domain";
    END IF;
    INSERT INTO "ComputationQueue" ("workspaceId", "kind", "contactId", "cause")
    SELECT s."workspaceId", s."kind", NEW."id", 'property'
    FROM "ComputationScope" s
    WHERE s."workspaceId" = NEW."workspaceId" AND s."kind" = TG_ARGV[0]::"ContactKind"
      AND ("isRenamed"
           OR s."readsActivity" AND (OLD."firstSeenAt" <> NEW."firstSeenAt" OR OLD."lastSeenAt" <> NEW."lastSeenAt")
           OR EXISTS (SELECT FROM unnest(s."properties") "name"
                      WHERE OLD."properties" -> "name" IS DISTINCT FROM NEW."properties" -> "name"));
    RETURN NULL;
END $$;
CREATE TRIGGER "queueChangedUser" AFTER UPDATE OF "properties", "externalId", "email" ON "User"
    FOR EACH ROW EXECUTE FUNCTION "queueChangedContact"('user');
CREATE TRIGGER "queueChangedAccount" AFTER UPDATE OF "properties", "externalId", "domain" ON "Account"
    FOR EACH ROW EXECUTE FUNCTION "queueChangedContact"('account');

CREATE FUNCTION "queueMembership"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "ComputationQueue" ("workspaceId", "kind", "contactId", "cause")
    SELECT DISTINCT s."workspaceId", s."kind",
           CASE s."kind" WHEN 'user' THEN m."userId" ELSE m."accountId" END, 'membership'
    FROM (
        SELECT OLD."workspaceId", OLD."userId", OLD."accountId" WHERE TG_OP <> 'INSERT'
        UNION ALL
        SELECT NEW."workspaceId", NEW."userId", NEW."accountId" WHERE TG_OP <> 'DELETE'
    ) m
    JOIN "ComputationScope" s ON s."workspaceId" = m."workspaceId" AND s."segmentIds" <> '{}';
    RETURN NULL;
END $$;
CREATE TRIGGER "queueMembership" AFTER INSERT OR DELETE OR UPDATE OF "removedAt", "userId", "accountId" ON "AccountMember"
    FOR EACH ROW EXECUTE FUNCTION "queueMembership"();

-- Accounts by their users' segments.
CREATE FUNCTION "queueAccountsOfSegment"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "ComputationQueue" ("workspaceId", "kind", "contactId", "cause")
    SELECT DISTINCT m."workspaceId", 'account'::"ContactKind", m."accountId", 'segment'
    FROM "changed" c
    JOIN "ComputationScope" s ON s."workspaceId" = c."workspaceId" AND s."kind" = 'account'
      AND c."segmentId" = ANY(s."segmentIds")
    JOIN "AccountMember" m ON m."workspaceId" = c."workspaceId" AND m."userId" = c."userId" AND m."removedAt" IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER "queueEnteredSegmentUser" AFTER INSERT ON "SegmentUser" REFERENCING NEW TABLE AS "changed"
    FOR EACH STATEMENT EXECUTE FUNCTION "queueAccountsOfSegment"();
CREATE TRIGGER "queueLeftSegmentUser" AFTER DELETE ON "SegmentUser" REFERENCING OLD TABLE AS "changed"
    FOR EACH STATEMENT EXECUTE FUNCTION "queueAccountsOfSegment"();

-- Users by their accounts' segments.
CREATE FUNCTION "queueUsersOfSegment"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "ComputationQueue" ("workspaceId", "kind", "contactId", "cause")
    SELECT DISTINCT m."workspaceId", 'user'::"ContactKind", m."userId", 'segment'
    FROM "changed" c
    JOIN "ComputationScope" s ON s."workspaceId" = c."workspaceId" AND s."kind" = 'user'
      AND c."segmentId" = ANY(s."segmentIds")
    JOIN "AccountMember" m ON m."workspaceId" = c."workspaceId" AND m."accountId" = c."accountId" AND m."removedAt" IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER "queueEnteredSegmentAccount" AFTER INSERT ON "SegmentAccount" REFERENCING NEW TABLE AS "changed"
    FOR EACH STATEMENT EXECUTE FUNCTION "queueUsersOfSegment"();
CREATE TRIGGER "queueLeftSegmentAccount" AFTER DELETE ON "SegmentAccount" REFERENCING OLD TABLE AS "changed"
    FOR EACH STATEMENT EXECUTE FUNCTION "queueUsersOfSegment"();

-- Nothing of a deleted contact stays.
CREATE FUNCTION "deleteContactChanges"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM "ContactChange"
    WHERE "workspaceId" = OLD."workspaceId" AND "kind" = TG_ARGV[0]::"ContactKind" AND "contactId" = OLD."id";
    DELETE FROM "ContactState"
    WHERE "workspaceId" = OLD."workspaceId" AND "kind" = TG_ARGV[0]::"ContactKind" AND "contactId" = OLD."id";
    RETURN NULL;
END $$;
CREATE TRIGGER "deleteUserChanges" AFTER DELETE ON "User"
    FOR EACH ROW EXECUTE FUNCTION "deleteContactChanges"('user');
CREATE TRIGGER "deleteAccountChanges" AFTER DELETE ON "Account"
    FOR EACH ROW EXECUTE FUNCTION "deleteContactChanges"('account');
