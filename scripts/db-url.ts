import { findDatabase, loadEnvironment } from "./database";
import { Failure, runCommand } from "./failure";

await runCommand(async () => {
  loadEnvironment();
  const url = await findDatabase();
  if (!url) throw new Failure("The embedded database does not run. `npm start` or `npm run dev` starts it.");
  console.log(url);
});
