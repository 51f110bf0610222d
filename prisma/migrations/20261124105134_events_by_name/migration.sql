-- CreateIndex
CREATE INDEX "Event_workspaceId_userId_definitionId_triggeredAt_id_idx" ON "Event"("workspaceId", "userId", "definitionId", "triggeredAt", "id");

-- CreateIndex
CREATE INDEX "Event_workspaceId_accountId_definitionId_triggeredAt_id_idx" ON "Event"("workspaceId", "accountId", "definitionId", "triggeredAt", "id");
