import { createServer } from "node:http";
import next from "next";

/** Serves the bare Next application as server.ts serves the real one: in one process, behind Node's http. */
const app = next({ dev: false, dir: "tests/bench/bare-next" });
await app.prepare();
const handle = app.getRequestHandler();

const server = createServer((request, response) => void handle(request, response));
server.listen(Number(process.env.PORT), () => process.send?.("ready"));
