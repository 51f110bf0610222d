-- AlterTable
ALTER TABLE "Property" ADD COLUMN     "websiteId" TEXT;

-- AlterTable
ALTER TABLE "EventDefinition" ADD COLUMN     "websiteId" TEXT;

-- AlterTable
ALTER TABLE "Campaign" ADD COLUMN     "websiteId" TEXT;
