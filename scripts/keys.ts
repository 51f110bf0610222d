import { runKeysCommand } from "./command/keys-command";
import { runCommand } from "./command/run-command";

await runCommand(() => runKeysCommand(process.argv.slice(2)));
