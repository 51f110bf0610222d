import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";
import { Failure } from "./failure";
import { run, runNode } from "./run";

/** The Chromium to test with: one that is there, or else one that is installed now. */
export async function findBrowser(): Promise<string> {
  return (await findInstalled()) ?? (await download()) ?? (await installPackage()) ?? giveUp();
}

async function findInstalled(): Promise<string | null> {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const candidates = [
    process.env.CHROMIUM_PATH ?? "",
    chromium.executablePath(),
    ...names.map((name) => `/usr/bin/${name}`),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  ];
  for (const path of candidates) {
    if (path && existsSync(path) && (await run(path, ["--version"])).ok) return path;
  }
  return null;
}

async function download(): Promise<string | null> {
  await runNode(["node_modules/@playwright/test/cli.js", "install", "chromium"], {
    PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: "10000",
  });
  return findInstalled();
}

/** Debian's, where we may install packages. */
async function installPackage(): Promise<string | null> {
  if (!existsSync("/usr/bin/apt-get")) return null;
  const asRoot = process.getuid?.() === 0 ? ["env"] : ["sudo", "--non-interactive"];
  const apt = (...args: string[]) =>
    run("env", [...asRoot, "DEBIAN_FRONTEND=noninteractive", "apt-get", ...args]);
  await apt("update");
  await apt("install", "--yes", "--no-install-recommends", "chromium");
  return findInstalled();
}

function giveUp(): never {
  throw new Failure("No Chromium was found, and none could be installed. Set CHROMIUM_PATH to one.");
}
