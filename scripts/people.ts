import { runPeopleCommand } from "./command/people-command";
import { runCommand } from "./command/run-command";

await runCommand(() => runPeopleCommand(process.argv.slice(2)));
