-- CreateTable
CREATE TABLE "EndedSession" (
    "id" TEXT NOT NULL,
    "personId" TEXT NOT NULL,

    CONSTRAINT "EndedSession_pkey" PRIMARY KEY ("id")
);

-- AddForeignKey
ALTER TABLE "EndedSession" ADD CONSTRAINT "EndedSession_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE CASCADE ON UPDATE CASCADE;
