import type { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { openSocket } from "@/tests/support/servers/raw-http";
import { measureDuring } from "./support/latency";
import { readMemory, resetPeakMemory } from "./support/process";
import { defineTrial, type Figure } from "./support/trial";

const floods = [
  { path: "/api/spec.json", requests: 1_400, connections: 1 },
  { path: "/sign-in", requests: 300, connections: 1 },
  { path: "/api/spec.json", requests: 1_400, connections: 20 },
];

export default defineTrial({
  title: "answers others while connections pipeline requests and never read",
  run: async ({ server, createApplication }) => {
    const { key } = await createApplication();
    const probe = { url: `${server.url}/api/validate`, headers: { "x-api-key": key } };
    await fetch(`${server.url}/sign-in`);
    const figures: Figure[] = [];
    for (const { path, requests, connections } of floods) {
      const name = `${connections} × ${requests} × ${path}`;
      resetPeakMemory(server.pid);
      const { now } = readMemory(server.pid);
      const sockets: Socket[] = [];
      const latencies = await measureDuring(probe, async () => {
        const text = `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`.repeat(requests);
        for (let opened = 0; opened < connections; opened += 1) {
          const socket = await openSocket(server.url);
          socket.pause().write(text);
          sockets.push(socket);
        }
        await pause(3_000);
      });
      const grown = readMemory(server.pid).peak - now;
      for (const socket of sockets) socket.destroy();
      figures.push(
        { name: `${name}: maximum delay of others`, value: latencies.max, unit: "ms", atMost: 2_000 },
        { name: `${name}: memory`, value: grown, unit: "MB", atMost: 100 },
      );
    }
    return figures;
  },
});
