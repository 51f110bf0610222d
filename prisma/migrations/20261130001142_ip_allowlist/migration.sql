-- AlterTable
ALTER TABLE "Application" ADD COLUMN     "allowedIps" TEXT[] DEFAULT ARRAY[]::TEXT[];
