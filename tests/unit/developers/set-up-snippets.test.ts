import { dependencies } from "@journyio/sdk/package.json";
import { expect, it } from "vitest";
import { listSetUps } from "@/components/developers/guide/set-up-snippets";

it("The set-up for Node.js installs the HTTP client that the SDK has itself, whose answers it tells errors by", () => {
  const setUp = listSetUps("https://example.com/api").find(({ name }) => name === "Node.js");
  expect(setUp?.install).toContain(`@journyio/http@${dependencies["@journyio/http"]}`);
});
