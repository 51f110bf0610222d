-- CreateIndex
CREATE INDEX "RequestCount_workspaceId_kindId_idx" ON "RequestCount"("workspaceId", "kindId");

-- AddForeignKey
ALTER TABLE "RequestCount" ADD CONSTRAINT "RequestCount_workspaceId_kindId_fkey" FOREIGN KEY ("workspaceId", "kindId") REFERENCES "RequestKind"("workspaceId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
