import { CodeBlock } from "@/components/ui/code-block";
import { CodeTabs } from "@/components/ui/code-tabs";
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
  { id: "websites", title: "Track websites" },
  { id: "operations", title: "Operations" },
] as const;

/** The part of the reference that applies to every operation. */
export function Guide({ apiUrl }: { apiUrl: string }) {
  return (
    <>
      <GuideSection id="set-up" title="Set-up">
        <p>
          This is the root URL of the API. journy.io’s own SDKs take it as an option, so what was written for
          journy.io changes its root URL, and nothing else.
        </p>
        <CodeBlock label="Root URL" code={apiUrl} wrap />
        <CodeTabs label="Language" tabs={listSetUpTabs(apiUrl)} />
      </GuideSection>
      <Authentication />
      <Answers />
      <Limits />
      <GuideSection id="errors" title="Errors">
        <p>
          A refused call answers JSON as well: <Code>message</Code> says what went wrong and what to do about
          it. What the status means:
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
          A call that got no answer may have been carried out. Give each <Code>POST</Code> a header{" "}
          <Code>Idempotency-Key</Code>, a text that is new for each new request, such as a UUID, and it can be
          sent again: within 24 hours the repeat answers what the first call did, and nothing is done twice.
          The same key with another body is refused with 409.
        </p>
        <CodeBlock label="Call that can be repeated" code={toRepeatableCommand(apiUrl)} wrap />
      </GuideSection>
      <TrackWebsites origin={env().NEXTAUTH_URL} />
      <GuideSection id="operations" title="Operations">
        <p>
          Every operation follows, from{" "}
          <a className="link" href="/api/spec.json">
            the OpenAPI document
          </a>
          . <strong className="font-medium">Try it</strong> sends a call to this server. The key that you
          enter is stored nowhere: the page forgets it when you leave or reload.
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
        Keys are made in{" "}
        <a className="link" href="/">
          Settings → API access
        </a>
        , one for each application. A key is shown once, so keep it where your server keeps its secrets, never
        in a browser or in an app. It may do what its application is allowed to, and nothing else:
      </p>
      <FactTable
        caption="Permissions"
        heads={["Permission", "Opens"]}
        facts={Object.entries(permissions).map(([id, { label, help, legacy }]) => ({
          name: id,
          text: legacy ? `${label} (legacy)` : label,
          more: help,
        }))}
      />
    </GuideSection>
  );
}

function Answers() {
  return (
    <GuideSection id="answers" title="Responses and pages">
      <p>
        Every answer is JSON. Reads carry <Code>data</Code>, writes and errors a <Code>message</Code>, and all
        of them <Code>meta.requestId</Code>: quote it when you ask about a call, or look it up in the
        application’s logs.
      </p>
      <p>
        Lists of contacts and of their events come in pages. Say how many with <Code>limit</Code>, and pass
        what stands in <Code>page.next</Code> as <Code>cursor</Code>, or follow the header <Code>Link</Code>,
        until <Code>page.next</Code> is null.
      </p>
    </GuideSection>
  );
}

function Limits() {
  return (
    <GuideSection id="limits" title="Limits">
      <p>
        A workspace may make {env().RATE_LIMIT_PER_MINUTE.toLocaleString("en")} calls in any 60 seconds, with
        all of its keys together. The window slides, so there is no minute to wait for: room comes back call
        by call. Calls with an unknown key count against the address they come from. A body may have{" "}
        {maxBodyBytes.toLocaleString("en")} bytes (1 MiB), and JSON in it may have {maxDepth} objects and
        lists within each other, of {maxChildren.toLocaleString("en")} values each. A workspace may have{" "}
        {maxDefinitions.toLocaleString("en")} properties of users, as many of accounts, and as many different
        events; what the pages of a website define is counted apart, with{" "}
        {maxWebsiteDefinitions.toLocaleString("en")} of each for a website. The properties of one contact may
        have {maxPropertyBytes.toLocaleString("en")} bytes of JSON together. A page of a list ends after{" "}
        {maxPageBytes / 1_048_576} MiB, however many rows it may have. Each operation says how long its texts
        and lists may be. Every answer says where you stand:
      </p>
      <FactTable
        caption="Headers of every answer"
        heads={["Header", "Holds"]}
        facts={Object.entries(responseHeaders).map(([name, { description }]) => ({
          name,
          text: <InlineCode text={description} />,
        }))}
      />
    </GuideSection>
  );
}
