-- AlterTable
ALTER TABLE "Invitation" ADD COLUMN     "email" TEXT,
ADD COLUMN     "emailId" TEXT;

-- CreateIndex
CREATE UNIQUE INDEX "Invitation_emailId_key" ON "Invitation"("emailId");

-- AddForeignKey
ALTER TABLE "Invitation" ADD CONSTRAINT "Invitation_emailId_fkey" FOREIGN KEY ("emailId") REFERENCES "Email"("id") ON DELETE SET NULL ON UPDATE CASCADE;
