-- AlterTable
ALTER TABLE "Workspace" ADD COLUMN     "logsFrom" TIMESTAMPTZ(3);
