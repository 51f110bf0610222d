import "server-only";
import { DayPartitions } from "@/lib/db/day-partitions";
import { pool } from "@/lib/db/pool";

export const messagePartitions: DayPartitions = new DayPartitions("ConnectorMessage", pool, [
  "connectorId",
  "id",
]);
