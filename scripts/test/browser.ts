import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";
import { CommandError } from "../command/run-command";
import { runNode, runProcess } from "../command/run-process";
import { installPackage } from "./debian-package";

/** Finds Chromium for the browser tests, or installs it. The headless shell comes first: tests cost a quarter less in it. */
export async function findBrowser(): Promise<{ CHROMIUM_PATH: string }> {
  const path = (await findInstalled()) ?? (await download()) ?? (await installChromium()) ?? giveUp();
  return { CHROMIUM_PATH: path };
}

/** Returns the path of an installed browser, an empty string if Playwright has its own, or null if there is none. */
async function findInstalled(): Promise<string | null> {
  const names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"];
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  // Playwright installs its headless shell along with its Chromium, and prefers it.
  if (existsSync(chromium.executablePath())) return "";
  const paths = [
    ...names.map((name) => `/usr/bin/${name}`),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  ];
  for (const path of paths) if (existsSync(path) && (await runProcess(path, ["--version"])).ok) return path;
  return null;
}

async function download(): Promise<string | null> {
  await runNode(["node_modules/@playwright/test/cli.js", "install", "chromium"], {
    PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: "10000",
  });
  return findInstalled();
}

/** Derivatives of Debian lack the headless shell. */
async function installChromium(): Promise<string | null> {
  for (const name of ["chromium-headless-shell", "chromium"])
    if (await installPackage(name)) return findInstalled();
  return null;
}

function giveUp(): never {
  throw new CommandError("No Chromium was found, and none could be installed. Set CHROMIUM_PATH to one.");
}
