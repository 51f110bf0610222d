-- AlterTable
ALTER TABLE "Application" ADD COLUMN     "callsPerMinute" INTEGER;
