import { runDefinitionsCommand } from "./command/definitions-command";
import { runCommand } from "./command/run-command";

await runCommand(() => runDefinitionsCommand(process.argv.slice(2)));
