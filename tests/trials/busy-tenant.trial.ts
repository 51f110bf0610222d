import autocannon from "autocannon";
import { measureDuring, startProbe } from "./support/latency";
import { defineTrial } from "./support/trial";

const seconds = 8;
const connections = 30;

export default defineTrial({
  title:
    "another tenant's p95 at most doubles while one upserts an account with 1,000 members on 30 connections",
  maxSeconds: 90,
  run: async ({ server, createApplication, signal }) => {
    const busy = await createApplication();
    const neighbour = await createApplication();
    const users = Array.from({ length: 1_000 }, (_, i) => ({ identification: { userId: `user ${i}` } }));
    const url = `${server.url}/api/accounts/upsert`;
    const headers = { "x-api-key": busy.key, "content-type": "application/json" };
    const body = JSON.stringify({ identification: { accountId: "1" }, properties: {}, members: users });
    const first = await fetch(url, { method: "POST", headers, body, signal });
    if (first.status !== 201) throw new Error(`The first call was answered by ${first.status}.`);
    const probe = {
      url: `${server.url}/api/users/upsert`,
      method: "POST",
      headers: { "x-api-key": neighbour.key, "content-type": "application/json" },
      body: JSON.stringify({ identification: { userId: "1" }, properties: { plan: "Pro" } }),
    };
    const stop = await startProbe(probe);
    await new Promise((resolve) => setTimeout(resolve, (seconds * 1_000) / 2));
    const alone = await stop();
    let answered = 0;
    const underLoad = await measureDuring(probe, async () => {
      const load = { url, method: "POST", headers, body, connections, duration: seconds } as const;
      const result = await autocannon(load);
      answered = result["2xx"];
    });
    const failed = Object.entries(underLoad.statuses).filter(([status]) => status !== "201");
    return [
      { name: "p95 of another tenant, alone", value: alone.percentile(95), unit: "ms", atMost: 1_000 },
      {
        name: "p95 of another tenant, during the load",
        value: underLoad.percentile(95),
        unit: "ms",
        // On an idle machine the first term only absorbs noise of single milliseconds.
        atMost: Math.max(30, 2 * alone.percentile(95)),
      },
      { name: "calls of another tenant that failed", value: failed.length, unit: "", atMost: 0 },
      { name: "calls of the busy tenant that succeeded", value: answered, unit: "", atLeast: 5 },
    ];
  },
});
