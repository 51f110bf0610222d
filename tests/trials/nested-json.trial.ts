import { readCpuTime } from "./support/process";
import { defineTrial, type Figure } from "./support/trial";

const nested = (open: string, close: string, depth: number) => `${open.repeat(depth)}0${close.repeat(depth)}`;
const bodies = {
  "one list of 500,000 numbers": `[[${"0,".repeat(500_000)}0]]`,
  "lists within lists": nested("[[0,", "]]", 174_000),
  "objects within objects": nested('{"a":', "}", 174_000),
  "as many lists as the bounds allow": `{"identification":{"userId":"1"},"properties":{${Array.from(
    { length: 48 },
    (_, i) => `"p${i}":[${'"",'.repeat(999)}""]`,
  )}}}`,
};
const calls = 20;

export default defineTrial({
  title: "spends little processor time on a body of many nested lists",
  run: async ({ server, createApplication }) => {
    const { key } = await createApplication();
    const headers = { "x-api-key": key, "content-type": "application/json" };
    const send = async (body: string) => {
      const response = await fetch(`${server.url}/api/users/upsert`, { method: "POST", headers, body });
      if (response.status !== 400) throw new Error(`Expected 400 but found ${response.status}.`);
      await response.text();
    };
    const figures: Figure[] = [];
    for (const [name, body] of Object.entries(bodies)) {
      await send(body);
      const before = readCpuTime(server.pid);
      for (let i = 0; i < calls; i += 1) await send(body);
      const value = (readCpuTime(server.pid) - before) / calls;
      figures.push({ name: `${name}: processor time`, value, unit: "ms", atMost: 60 });
    }
    return figures;
  },
});
