import type { ConnectorType } from "@/lib/connectors/schema";

/** The set-up of one of Segment's libraries, with one call of `identify` and one of `track`. */
export type SetupCode = {
  /** The name of the tab. */
  language: string;
  /** The name of the code. */
  label: string;
  /** The command or the lines that install the library. Null if the code needs none. */
  install: string | null;
  code: string;
  /** What differs from the other languages. */
  note: string | null;
};

/** Stands for a write key that is not shown. */
export const writeKeyPlaceholder = "YOUR_WRITE_KEY";

/** Stands for the proof of a user id, which the customer's server computes. */
export const proofPlaceholder = "PROOF_FROM_YOUR_SERVER";

type Target = {
  /** The root URL of this server. */
  origin: string;
  writeKey: string;
  /** Whether messages that name a user need a proof. */
  verifiesIdentities?: boolean;
};

export type SetupTarget = Target & { type: ConnectorType };

/** The code of each library that a connector of this type can use. */
export function listSetupCode({ type, ...target }: SetupTarget): SetupCode[] {
  const setups = type === "server" ? serverSetups : browserSetups;
  return setups.map(({ language, install, toCode, toNote }) => ({
    language,
    label: `Set-up with ${language}`,
    install,
    code: toCode(target),
    note: toNote?.(target) ?? null,
  }));
}

type Setup = {
  language: string;
  install: string | null;
  toCode: (target: Target) => string;
  toNote?: (target: Target) => string | null;
};

const serverSetups: readonly Setup[] = [
  {
    language: "Node.js",
    install: "npm install @segment/analytics-node",
    toCode: ({ origin, writeKey }) => `import { Analytics } from "@segment/analytics-node";

const analytics = new Analytics({
  writeKey: "${writeKey}",
  host: "${origin}",
});

analytics.identify({
  userId: "20180",
  traits: { email: "kim@northwind.com", plan: "Business" },
});
analytics.track({
  userId: "20180",
  event: "Report Exported",
  properties: { format: "pdf" },
});

// Before the process ends:
await analytics.closeAndFlush();`,
  },
  {
    language: "Python",
    install: "pip install segment-analytics-python",
    toCode: ({ origin, writeKey }) => `import segment.analytics as analytics

analytics.write_key = "${writeKey}"
analytics.host = "${origin}"

analytics.identify("20180", {"email": "kim@northwind.com", "plan": "Business"})
analytics.track("20180", "Report Exported", {"format": "pdf"})

# Before the process ends:
analytics.flush()`,
  },
  {
    language: "PHP",
    install: "composer require segmentio/analytics-php",
    toCode: ({ origin, writeKey }) => `<?php
require "vendor/autoload.php";

use Segment\\Segment;

Segment::init("${writeKey}", ["host" => "${new URL(origin).host}"]);

Segment::identify([
    "userId" => "20180",
    "traits" => ["email" => "kim@northwind.com", "plan" => "Business"],
]);
Segment::track([
    "userId" => "20180",
    "event" => "Report Exported",
    "properties" => ["format" => "pdf"],
]);

// Before the process ends:
Segment::flush();`,
    toNote: (target) => `'host' is a host without a scheme. ${explainHttps(target)}`,
  },
  {
    language: "Go",
    install: "go get github.com/segmentio/analytics-go/v3",
    toCode: ({ origin, writeKey }) => `package main

import "github.com/segmentio/analytics-go/v3"

func main() {
	client, err := analytics.NewWithConfig("${writeKey}", analytics.Config{
		Endpoint: "${origin}",
	})
	if err != nil {
		panic(err)
	}
	// Sends what is queued before the process ends.
	defer client.Close()

	client.Enqueue(analytics.Identify{
		UserId: "20180",
		Traits: analytics.NewTraits().SetEmail("kim@northwind.com").Set("plan", "Business"),
	})
	client.Enqueue(analytics.Track{
		UserId:     "20180",
		Event:      "Report Exported",
		Properties: analytics.NewProperties().Set("format", "pdf"),
	})
}`,
  },
  {
    language: "Ruby",
    install: "gem install analytics-ruby",
    toCode: ({ origin, writeKey }) => `require "segment/analytics"

analytics = Segment::Analytics.new(
  write_key: "${writeKey}",
  host: "${new URL(origin).hostname}",
  port: ${toHttpsPort(origin)}
)

analytics.identify(
  user_id: "20180",
  traits: { email: "kim@northwind.com", plan: "Business" }
)
analytics.track(
  user_id: "20180",
  event: "Report Exported",
  properties: { format: "pdf" }
)

# Before the process ends:
analytics.flush`,
    toNote: (target) => `'host' is a host without a scheme. ${explainHttps(target)}`,
  },
  {
    language: "Java",
    install: `<dependency>
  <groupId>com.segment.analytics.java</groupId>
  <artifactId>analytics</artifactId>
  <version>3.5.4</version>
</dependency>`,
    toCode: ({ origin, writeKey }) => `import com.segment.analytics.Analytics;
import com.segment.analytics.messages.IdentifyMessage;
import com.segment.analytics.messages.TrackMessage;
import java.util.Map;

class Example {
  public static void main(String[] args) {
    Analytics analytics = Analytics.builder("${writeKey}")
        .endpoint("${origin}")
        .build();

    analytics.enqueue(IdentifyMessage.builder()
        .userId("20180")
        .traits(Map.of("email", "kim@northwind.com", "plan", "Business")));
    analytics.enqueue(TrackMessage.builder("Report Exported")
        .userId("20180")
        .properties(Map.of("format", "pdf")));

    // Before the process ends:
    analytics.flush();
    analytics.shutdown();
  }
}`,
  },
];

/** The library adds the user id to later messages by itself, but no proof. */
export const proofMiddleware = `// Proves the user id of every message:
analytics.addSourceMiddleware(({ payload, next }) => {
  const verification = "${proofPlaceholder}";
  payload.obj.context = { ...payload.obj.context, verification };
  next(payload);
});
`;

const browserSetups: readonly Setup[] = [
  {
    language: "JavaScript",
    install: "npm install @segment/analytics-next",
    toCode: ({
      origin,
      writeKey,
      verifiesIdentities,
    }) => `import { AnalyticsBrowser } from "@segment/analytics-next";

export const analytics = AnalyticsBrowser.load({
  writeKey: "${writeKey}",
  cdnURL: "${origin}",
});
${verifiesIdentities ? `\n${proofMiddleware}` : ""}
analytics.page();
analytics.identify("20180", { email: "kim@northwind.com", plan: "Business" });
analytics.track("Report Exported", { format: "pdf" });`,
    toNote: explainProof,
  },
  {
    language: "Script tag",
    install: null,
    toCode: ({ origin, writeKey, verifiesIdentities }) => `<script>
  // Calls wait in this list until the library has loaded.
  window.analytics = Object.assign([], { _writeKey: "${writeKey}", _cdn: "${origin}" });
  for (const name of ["page", "identify", "group", "track", "screen", "alias", "reset", "addSourceMiddleware"])
    analytics[name] = (...values) => analytics.push([name, ...values]);
${verifiesIdentities ? indent(proofMiddleware) : ""}  analytics.page();
</script>
<script async src="${origin}/analytics.js/v1/${writeKey}/analytics.min.js"></script>
<script>
  // Wherever the page knows its user:
  analytics.identify("20180", { email: "kim@northwind.com", plan: "Business" });
  analytics.track("Report Exported", { format: "pdf" });
</script>`,
    toNote: (target) =>
      ["Put the first two elements into the head of every page.", explainProof(target)]
        .filter(Boolean)
        .join(" "),
  },
];

function explainProof({ verifiesIdentities }: Target): string | null {
  return verifiesIdentities
    ? "Your server computes the proof of the signed-in user and puts it into the page. Call analytics.reset() when they sign out: the library keeps the user id, and without the proof its messages are rejected."
    : null;
}

function indent(lines: string): string {
  return lines.replace(/^(?=.)/gm, "  ");
}

function toHttpsPort(origin: string): string {
  const { protocol, port } = new URL(origin);
  return port || (protocol === "http:" ? "80" : "443");
}

function explainHttps({ origin }: Target): string {
  const rule = "The library always sends over HTTPS.";
  return origin.startsWith("https:") ? rule : `${rule} Use the HTTPS address of this server.`;
}
