import { dependencies } from "@journyio/sdk/package.json";
import { expect, it } from "vitest";
import { listSetUps } from "@/components/developers/guide/set-up-snippets";

it("installs the HTTP client version that the Node.js SDK depends on", () => {
  const setUp = listSetUps("https://example.com/api").find(({ name }) => name === "Node.js");
  expect(setUp?.install).toContain(`@journyio/http@${dependencies["@journyio/http"]}`);
});
