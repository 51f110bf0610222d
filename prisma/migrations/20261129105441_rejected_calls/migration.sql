-- AlterTable
ALTER TABLE "Application" ADD COLUMN     "lastRejectedAt" TIMESTAMPTZ(3);
