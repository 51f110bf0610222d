import { createProofTabs } from "@/components/identity-verification/proof-tabs";
import { CodeBlock } from "@/components/ui/code/code-block";
import { CodeTabs } from "@/components/ui/code/code-tabs";
import { createContentSecurityPolicy, websiteSecretVariable } from "@/components/websites/website-snippets";
import { FactTable } from "./fact-table";
import { Code, GuideSection, SubHeading } from "./guide-section";
import { SdkConnectorLink } from "./sdk-connector";
import { backendTabs, callsExample, channelFacts, exampleSnippet, trackingCalls } from "./tracking-snippets";

export function TrackWebsites({ origin }: { origin: string }) {
  return (
    <GuideSection id="websites" title="Track websites">
      <p>
        To send data in new integrations, we recommend the <SdkConnectorLink />. It tracks websites as well.
        The snippet of this section needs no library of Segment: add a website in Settings → Websites, and put
        its snippet into the head of every page. The snippet loads one script of less than 5 kB, which does
        not block the page and never throws. Calls made before it has loaded are queued. Failed messages are
        retried, also by the next page.
      </p>
      <CodeBlock label="Snippet" code={exampleSnippet(origin)} wrap />
      <FactTable caption="Calls in the browser" heads={["Call", "Options"]} facts={trackingCalls} />
      <CodeBlock label="Calls in the browser" code={callsExample} wrap />
      <p>
        Page and screen views are the events <Code>page viewed</Code> and <Code>screen viewed</Code>. Of a
        page’s query only <Code>utm_…</Code> and click ids leave the browser. A visit ends after 30 minutes
        without events, or with another campaign, click id or referring site. Its channel comes from the click
        id, else from <Code>utm_medium</Code> and <Code>utm_source</Code>, else from the referrer. The first
        and the last visit set the user’s properties <Code>first_channel</Code>, <Code>first_campaign</Code>,{" "}
        <Code>last_channel</Code> and <Code>last_campaign</Code>.
      </p>
      <FactTable caption="Channels" heads={["Channel", "Rule"]} facts={channelFacts} />
      <SubHeading>Cookie and opt-out</SubHeading>
      <p>
        The cookie <Code>__journey</Code> identifies the browser for one year, on all hosts of the website’s
        domain. A browser that sends Global Privacy Control or Do Not Track gets no cookie and sends nothing,
        unless the website’s settings say otherwise.
      </p>
      <SubHeading>Content-Security-Policy</SubHeading>
      <p>
        Give the snippet’s first <Code>{"<script>"}</Code> a nonce, and allow two URLs. With{" "}
        <Code>'strict-dynamic'</Code>, give both scripts the nonce. Nothing more is needed with{" "}
        <Code>require-trusted-types-for 'script'</Code>: the page itself holds the second, which uses no{" "}
        <Code>eval</Code>, no inline style and no HTML.
      </p>
      <CodeBlock label="Content-Security-Policy" code={createContentSecurityPolicy(origin)} wrap />
      <SubHeading>Verified identities</SubHeading>
      <p>
        With identity verification on, <Code>identify</Code> and every call that names an account need a{" "}
        <Code>verification</Code>, which your server computes with the website’s secret: the hex HMAC-SHA256
        of <Code>user:</Code> and the user’s id, of <Code>account:</Code> and the account’s id, or, for a user
        without an id, of <Code>email:</Code> and the email in lower case. For users, a proof of the user id
        without a prefix stays valid. Calls without a valid proof are rejected and counted.
      </p>
      <CodeTabs label="Verification" tabs={createProofTabs(websiteSecretVariable)} />
      <SubHeading>From your server</SubHeading>
      <p>
        Fetch the snippet, and link a user who signs in to their browser by its cookie, with the client of the
        set-up:
      </p>
      <CodeTabs label="From your server" tabs={backendTabs} />
    </GuideSection>
  );
}
