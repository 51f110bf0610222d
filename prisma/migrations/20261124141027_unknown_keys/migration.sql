-- CreateTable
CREATE TABLE "UnknownKeyCount" (
    "workspaceId" TEXT NOT NULL,
    "start" TIMESTAMPTZ(0) NOT NULL,
    "calls" INTEGER NOT NULL,

    CONSTRAINT "UnknownKeyCount_pkey" PRIMARY KEY ("workspaceId","start")
);
