import { describe, expect, it } from "vitest";
import { listSetupCode } from "@/lib/connectors/setup-code";

const writeKey = "jwk_1";
const getCode = (language: string, origin: string) => {
  const setups = [
    ...listSetupCode({ origin, writeKey, type: "server" }),
    ...listSetupCode({ origin, writeKey, type: "browser" }),
  ];
  const setup = setups.find((candidate) => candidate.language === language);
  if (!setup) throw new Error(`There is no set-up for ${language}.`);
  return setup;
};

describe("listSetupCode", () => {
  it("has the write key and the host in each language, and identifies and tracks the same", () => {
    for (const type of ["server", "browser"] as const)
      for (const { code } of listSetupCode({ origin: "https://cdp.example.com", writeKey, type })) {
        expect(code).toContain(`"${writeKey}"`);
        expect(code).toContain("cdp.example.com");
        for (const value of ["20180", "kim@northwind.com", "Business", "Report Exported", "pdf"])
          expect(code).toContain(value);
      }
  });

  it("offers a connector only the libraries that its write key works with", () => {
    const languages = (type: "server" | "browser") =>
      listSetupCode({ origin: "https://cdp.example.com", writeKey, type }).map(({ language }) => language);
    expect(languages("server")).toEqual(["Node.js", "Python", "PHP", "Go", "Ruby", "Java"]);
    expect(languages("browser")).toEqual(["JavaScript", "Script tag"]);
  });

  it("gives PHP the host with its port, and Ruby the two apart", () => {
    expect(getCode("PHP", "https://cdp.example.com").code).toContain('["host" => "cdp.example.com"]');
    expect(getCode("PHP", "https://localhost:3443").code).toContain('["host" => "localhost:3443"]');
    expect(getCode("Ruby", "https://cdp.example.com").code).toContain(
      'host: "cdp.example.com",\n  port: 443\n',
    );
    expect(getCode("Ruby", "https://localhost:3443").code).toContain('host: "localhost",\n  port: 3443\n');
  });

  it("says that PHP and Ruby need HTTPS, and what to do where this server's URL has none", () => {
    for (const language of ["PHP", "Ruby"]) {
      expect(getCode(language, "https://cdp.example.com").note).toMatch(/always sends over HTTPS\.$/);
      expect(getCode(language, "http://localhost:3000").note).toMatch(/Use the HTTPS address/);
    }
    expect(getCode("Python", "http://localhost:3000").note).toBeNull();
  });
});
