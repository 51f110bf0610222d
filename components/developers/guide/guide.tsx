import { CodeBlock } from "@/components/ui/code/code-block";
import { CodeTabs } from "@/components/ui/code/code-tabs";
import { documentedErrors } from "@/lib/api/documented-errors";
import { responseHeaders } from "@/lib/api/openapi-errors";
import { permissions } from "@/lib/auth/permissions";
import { maxWebsiteDefinitions } from "@/lib/collector/quotas";
import { maxPropertyBytes } from "@/lib/contacts/schema/property";
import { maxDefinitions } from "@/lib/definitions/quota";
import { env } from "@/lib/env";
import { maxBodyBytes } from "@/lib/http/body";
import { maxChildren, maxDepth } from "@/lib/json/find-problem";
import { maxPageBytes } from "@/lib/page";
import { FactTable } from "./fact-table";
import { Code, GuideSection, InlineCode } from "./guide-section";
import { SdkConnector, SdkConnectorLink } from "./sdk-connector";
import { listSetUpTabs, toRepeatableCommand } from "./set-up-snippets";
import { TrackWebsites } from "./track-websites";

/** In the order of the page. */
export const guideSections = [
  { id: "set-up", title: "Set-up" },
  { id: "authentication", title: "Authentication" },
  { id: "answers", title: "Responses and pages" },
  { id: "limits", title: "Limits" },
  { id: "errors", title: "Errors" },
  { id: "repeats", title: "Retrying a call safely" },
  { id: "sdk-connector", title: "SDK connector" },
  { id: "websites", title: "Track websites" },
  { id: "operations", title: "Operations" },
] as const;

/** The part of the reference that applies to every operation. */
export function Guide({ apiUrl }: { apiUrl: string }) {
  return (
    <>
      <GuideSection id="set-up" title="Set-up">
        <p>
          This is the root URL of the API. Programs written for journy.io only change the root URL, which
          journy.io’s SDKs take as an option.
        </p>
        <CodeBlock label="Root URL" code={apiUrl} wrap />
        <CodeTabs label="Language" tabs={listSetUpTabs(apiUrl)} />
      </GuideSection>
      <Authentication />
      <Answers />
      <Limits />
      <GuideSection id="errors" title="Errors">
        <p>
          An error is JSON too: <Code>message</Code> says what is wrong and what to do. The meaning of each
          status:
        </p>
        <FactTable
          caption="Errors by status"
          heads={["Status", "Meaning, and what to do"]}
          facts={documentedErrors.map(({ status, meaning, remedy }) => ({
            name: String(status),
            text: meaning,
            more: remedy,
          }))}
        />
      </GuideSection>
      <GuideSection id="repeats" title="Retrying a call safely">
        <p>
          A call without a response may have succeeded. To retry a <Code>POST</Code> safely, send a header{" "}
          <Code>Idempotency-Key</Code> with a value that is unique for each new request, such as a UUID. For
          24 hours, a retry with the same key returns the first response and changes nothing. The same key
          with a different body is rejected with 409.
        </p>
        <CodeBlock label="Call that can be repeated" code={toRepeatableCommand(apiUrl)} wrap />
      </GuideSection>
      <SdkConnector origin={env().NEXTAUTH_URL} />
      <TrackWebsites origin={env().NEXTAUTH_URL} />
      <GuideSection id="operations" title="Operations">
        <p>
          The operations below come from{" "}
          <a className="link" href="/api/spec.json">
            the OpenAPI document
          </a>
          . <strong className="font-medium">Try it</strong> sends a call to this server. Your key is never
          stored: the page forgets it when you leave or reload.
        </p>
      </GuideSection>
    </>
  );
}

function Authentication() {
  return (
    <GuideSection id="authentication" title="Authentication">
      <p>
        Send an API key with every call, in the header <Code>x-api-key</Code>.{" "}
        <Code>Authorization: Bearer</Code> works as well.
      </p>
      <p>
        Create keys in{" "}
        <a className="link" href="/">
          Settings → API access
        </a>
        , one for each application. A key is shown once: keep it with your server’s secrets, never in a
        browser or a mobile app. It has the permissions of its application:
      </p>
      <FactTable
        caption="Permissions"
        heads={["Permission", "Allows"]}
        facts={Object.entries(permissions).map(([id, { label, help, legacy }]) => ({
          name: id,
          text: legacy ? `${label} (legacy)` : label,
          more: help,
        }))}
      />
      <p>
        To send data in new integrations, we recommend the <SdkConnectorLink /> instead of{" "}
        <Code>TrackData</Code>.
      </p>
    </GuideSection>
  );
}

function Answers() {
  return (
    <GuideSection id="answers" title="Responses and pages">
      <p>
        Every response is JSON. Reads have <Code>data</Code>, writes and errors have a <Code>message</Code>.
        All have <Code>meta.requestId</Code>, which finds the call in the application’s logs.
      </p>
      <p>
        Lists of contacts and events are paginated. Set the page size with <Code>limit</Code>. For the next
        page, pass <Code>page.next</Code> as <Code>cursor</Code> or follow the header <Code>Link</Code>, until{" "}
        <Code>page.next</Code> is null.
      </p>
    </GuideSection>
  );
}

function Limits() {
  return (
    <GuideSection id="limits" title="Limits">
      <p>
        A workspace may make {env().RATE_LIMIT_PER_MINUTE.toLocaleString("en")} calls in any 60 seconds, with
        all of its keys together. The window slides: capacity returns call by call. Calls with an unknown key
        count against their IP address. A body may have {maxBodyBytes.toLocaleString("en")} bytes (1 MiB), and
        its JSON may have {maxDepth} levels of objects and lists, of {maxChildren.toLocaleString("en")} values
        each. A workspace may have {maxDefinitions.toLocaleString("en")} properties of users, as many of
        accounts, and as many different events; the pages of a website have their own limit, with{" "}
        {maxWebsiteDefinitions.toLocaleString("en")} of each for a website. The properties of one contact may
        have {maxPropertyBytes.toLocaleString("en")} bytes of JSON together. A page of a list ends after{" "}
        {maxPageBytes / 1_048_576} MiB, whatever its <Code>limit</Code>. Each operation documents the limits
        of its texts and lists. Every response reports the rate limit:
      </p>
      <FactTable
        caption="Headers of every response"
        heads={["Header", "Holds"]}
        facts={Object.entries(responseHeaders).map(([name, { description }]) => ({
          name,
          text: <InlineCode text={description} />,
        }))}
      />
    </GuideSection>
  );
}
