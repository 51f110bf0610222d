import { main } from "./definitions-command";
import { runCommand } from "./failure";

await runCommand(() => main(process.argv.slice(2)));
