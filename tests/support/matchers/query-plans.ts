import type { Pool, PoolClient } from "pg";

/** A node of a plan, as EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) writes it. */
export type PlanNode = {
  "Node Type": string;
  "Index Name"?: string;
  "Relation Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  "Shared Hit Blocks": number;
  "Shared Read Blocks": number;
  Plans?: PlanNode[];
};
export type Plan = { "Query Text": string; Plan: PlanNode };

/** Collects the plan of each statement on the pool's connections. Call it before the pool opens any. */
export function recordPlans(pool: Pool): Plan[] {
  const settings = {
    session_preload_libraries: "auto_explain",
    client_min_messages: "log",
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_analyze": "on",
    "auto_explain.log_buffers": "on",
    "auto_explain.log_timing": "off",
    "auto_explain.log_format": "json",
  };
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  pool.options.options = [pool.options.options, ...options].join(" ");
  const plans: Plan[] = [];
  pool.on("connect", (client: PoolClient) => {
    client.on("notice", ({ message = "" }) => {
      const start = message.indexOf("{");
      if (message.startsWith("duration:") && start > 0) plans.push(JSON.parse(message.slice(start)));
    });
  });
  return plans;
}

/** A plan's nodes, from the top down, each with its depth. */
export function listNodes(node: PlanNode, depth = 0): { node: PlanNode; depth: number }[] {
  return [{ node, depth }, ...(node.Plans ?? []).flatMap((child) => listNodes(child, depth + 1))];
}

/** Rows that a node read, including filtered ones. */
export function countRows(node: PlanNode): number {
  return (node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0)) * node["Actual Loops"];
}

/** Blocks of tables and indexes that a node and those below it read. */
export function countBlocks(node: PlanNode): number {
  return node["Shared Hit Blocks"] + node["Shared Read Blocks"];
}
