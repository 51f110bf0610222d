import "server-only";
import { DayPartitions } from "@/lib/db/day-partitions";
import { logDatabase } from "@/lib/db/log-database";

export const logPartitions: DayPartitions = new DayPartitions("RequestLog", logDatabase, ["id"]);
