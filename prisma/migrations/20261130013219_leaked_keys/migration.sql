-- AlterTable
ALTER TABLE "ApiKey" ADD COLUMN     "leakedAt" TIMESTAMPTZ(3);
