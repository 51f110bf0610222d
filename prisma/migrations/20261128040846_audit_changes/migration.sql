-- AlterTable
ALTER TABLE "AuditEntry" ADD COLUMN     "detail" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "subjectId" TEXT,
ALTER COLUMN "personId" DROP NOT NULL;
