-- AlterTable
ALTER TABLE "Person" ADD COLUMN     "firstSignInAt" TIMESTAMPTZ(3);

-- People from before have signed in already, or get one email more.
UPDATE "Person" SET "firstSignInAt" = "createdAt";
