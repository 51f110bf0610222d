import { runCommand } from "./failure";
import { main } from "./keys-command";

await runCommand(() => main(process.argv.slice(2)));
