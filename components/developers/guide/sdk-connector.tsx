import { connectorSecretVariable } from "@/components/connectors/verified-connector";
import { createProofTabs } from "@/components/identity-verification/proof-tabs";
import { CodeBlock } from "@/components/ui/code/code-block";
import { CodeTabs } from "@/components/ui/code/code-tabs";
import { proofMiddleware } from "@/lib/connectors/setup-code";
import {
  exclusionReasons,
  rejectionReasons,
  requestRejections,
  warningTexts,
} from "@/lib/ingestion/outcomes";
import { FactTable } from "./fact-table";
import { Code, GuideSection, InlineCode, SubHeading } from "./guide-section";
import { libraryCallFacts, listLibraryTabs, markNames, replacedOperations, sdkLimits } from "./sdk-facts";

export function SdkConnectorLink() {
  return (
    <a className="link" href="#sdk-connector">
      SDK connector
    </a>
  );
}

export function SdkConnector({ origin }: { origin: string }) {
  return (
    <GuideSection id="sdk-connector" title="SDK connector">
      <p>
        Segment’s libraries send users, accounts and events here: only the host and the write key change. This
        is the recommended way to send data. Create a connector in Settings → SDK connector for each server
        application and for your websites. A server’s write key is a secret and shown once; a browser’s stands
        in your pages. A write key sends messages and opens nothing else.
      </p>
      <CodeTabs label="Library" tabs={listLibraryTabs(origin)} />
      <SubHeading>Calls</SubHeading>
      <FactTable
        caption="Calls of the libraries"
        heads={["Call", "Effect"]}
        facts={toFacts(libraryCallFacts)}
      />
      <p>
        Properties that a message does not name stay, and <Code>null</Code> removes one. The first value of a
        property sets its type. An object becomes one property for each of its values, such as{" "}
        <Code>address_city</Code>, up to three levels. A list of objects becomes its JSON, and so does every
        list of an event.
      </p>
      <p>
        Traits keep their names, unless the connector uses journy.io’s names for Segment’s reserved traits:{" "}
        <Code>firstName</Code> becomes <Code>first_name</Code>, <Code>lastName</Code> <Code>last_name</Code>,{" "}
        <Code>createdAt</Code> <Code>registered_at</Code>, and the <Code>name</Code> of a user{" "}
        <Code>full_name</Code>. A trait that is sent by such a name wins.
      </p>
      <p>
        The paths <Code>/v1/…</Code> exist at the root, under <Code>/api</Code> and under{" "}
        <Code>/backend</Code>: a program that was written for journy.io with the path{" "}
        <Code>/backend/v1/batch</Code> changes its host and its write key only.
      </p>
      <SubHeading>Limits</SubHeading>
      <FactTable caption="Limits of messages" heads={["Part", "Limit"]} facts={sdkLimits} />
      <SubHeading>Time and repeated messages</SubHeading>
      <p>
        An event has its <Code>timestamp</Code>, also when it is years old. If the sender’s clock, by{" "}
        <Code>sentAt</Code>, differs by more than 5 seconds from ours, the difference is corrected. A message
        whose <Code>messageId</Code> the same connector has accepted in the last 7 days is a duplicate: the
        response is the same, and nothing changes. The libraries create these ids and retry; so can your
        imports.
      </p>
      <SubHeading>Responses</SubHeading>
      <p>
        Accepted messages have the response <Code>200</Code> with <Code>{'{"success":true}'}</Code>. A batch
        is never rejected because of one message: the response lists rejected ones under <Code>rejected</Code>
        , each with <Code>index</Code>, <Code>messageId</Code>, <Code>code</Code> and <Code>message</Code>.
        The other messages are stored. A request of one message has the status 400 if it is rejected.
      </p>
      <FactTable
        caption="Rejected messages"
        heads={["Rejected", "Reason"]}
        facts={listFacts(rejectionReasons)}
      />
      <p>
        A request with an unknown write key has the status 401, and one that the database cannot store now has
        503 with <Code>Retry-After</Code>: the libraries retry it. Other rejected requests:
      </p>
      <FactTable
        caption="Rejected requests"
        heads={["Request", "Reason"]}
        facts={listFacts(requestRejections)}
      />
      <p>
        Excluded messages are answered with success and not stored. To exclude this destination, send{" "}
        <Code>{'{"journy.io": false}'}</Code> as <Code>integrations</Code>, or <Code>All: false</Code> without{" "}
        <Code>"journy.io": true</Code>.
      </p>
      <FactTable
        caption="Excluded messages"
        heads={["Excluded", "Reason"]}
        facts={listFacts(exclusionReasons)}
      />
      <p>The connector’s debugger shows each message, and what an accepted one lost:</p>
      <FactTable caption="Warnings" heads={["Warning", "Meaning"]} facts={listFacts(warningTexts)} />
      <SubHeading>Browsers</SubHeading>
      <p>
        Everyone can read a browser’s write key. It works on pages of the connector’s domains only. Bots, and
        browsers with Do Not Track or Global Privacy Control unless the connector says otherwise, are
        excluded. A browser can neither take an email that another user has nor rename or merge identified
        users: do both from a server. Of a page’s query, only <Code>utm_…</Code> and click ids are kept.
      </p>
      <SubHeading>Verified identities</SubHeading>
      <p>
        A browser connector with “Verify identities” rejects messages that claim an identity without a proof
        in <Code>context.verification</Code>. Your server computes it with the connector’s secret: the hex
        HMAC-SHA256 of <Code>user:</Code> and the user’s id. Without a <Code>userId</Code>, an{" "}
        <Code>identify</Code> with an email needs the proof of <Code>email:</Code> and the email in lower
        case, and a message that names an account that of <Code>account:</Code> and the account’s id. A proven
        user may name any account. Messages of anonymous visitors need no proof.
      </p>
      <CodeTabs label="Proof of a user" tabs={createProofTabs(connectorSecretVariable, "Proof")} />
      <p>
        The library adds the user id to later messages by itself, but no proof. Add the proof to every message
        before the first call, and call <Code>reset()</Code> when the user signs out:
      </p>
      <CodeBlock label="Pass the proof to the library" code={proofMiddleware} wrap />
      <SubHeading>Migrate from “Track events”</SubHeading>
      <p>
        Contacts keep their ids: <Code>userId</Code> stays, and <Code>accountId</Code> is <Code>groupId</Code>
        . Servers may use an API key with the permission <Code>TrackData</Code> as the write key, so that each
        library can change when it suits you. To remove members and delete contacts, keep calling the API.
      </p>
      <FactTable
        caption="Operations and the calls that replace them"
        heads={["Operation", "Call"]}
        facts={toFacts(replacedOperations)}
      />
    </GuideSection>
  );
}

function toCode(sentence: string) {
  return <InlineCode text={markNames(sentence)} />;
}

function toFacts(facts: readonly { name: string; text: string; more?: string }[]) {
  return facts.map(({ name, text, more }) => ({ name, text: toCode(text), more: more && toCode(more) }));
}

function listFacts(sentences: Readonly<Record<string, string>>) {
  return Object.entries(sentences).map(([name, text]) => ({ name, text: toCode(text) }));
}
