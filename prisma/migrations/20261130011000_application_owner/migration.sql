ALTER TABLE "Application" ADD COLUMN "description" TEXT NOT NULL DEFAULT '', ADD COLUMN "ownerId" TEXT;

ALTER TABLE "Application" ADD CONSTRAINT "Application_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "Person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

UPDATE "Application" SET "ownerId" = "createdById" WHERE "createdById" IS NOT NULL;
