/** The demo workspace's data: a company that sells a project-notes tool, and its customers. */

export const companies = [
  "Alder & Finch",
  "Bluewater Logistics",
  "Brightside Dental",
  "Calder Insurance",
  "Cedar Point Schools",
  "Copperline Energy",
  "Delmar Foods",
  "Eastgate Robotics",
  "Emberton Press",
  "Fairhaven Clinics",
  "Fathom Marine",
  "Foxglove Studio",
  "Granite Peak Gear",
  "Halcyon Travel",
  "Harrow Legal",
  "Hazelwood Homes",
  "Ironbridge Steel",
  "Juniper Analytics",
  "Kestrel Aviation",
  "Kingsmead Bank",
  "Lantern Media",
  "Larkspur Beauty",
  "Linden Architects",
  "Marlowe Textiles",
  "Meridian Freight",
  "Mosaic Recruiting",
  "Northpass Security",
  "Oakhurst Farms",
  "Orchard Street Coffee",
  "Palisade Ventures",
  "Pemberton Motors",
  "Quarry Hill Wines",
  "Redwood Pharma",
  "Saltmarsh Hotels",
  "Silverleaf Gardens",
  "Stonebridge Capital",
  "Tidewater Rentals",
  "Umber Ceramics",
  "Verity Research",
  "Windrose Telecom",
] as const;

export const firstNames = [
  "Ada",
  "Amir",
  "Beatriz",
  "Ben",
  "Chloé",
  "Daniel",
  "Elif",
  "Emma",
  "Farah",
  "Finn",
  "Grace",
  "Hana",
  "Ines",
  "Jonas",
  "Kofi",
  "Lena",
  "Lucas",
  "Mei",
  "Milo",
  "Nadia",
  "Noah",
  "Olga",
  "Priya",
  "Rafael",
  "Sara",
  "Søren",
  "Tara",
  "Tomás",
  "Wei",
  "Zoë",
] as const;

export const lastNames = [
  "Adeyemi",
  "Bauer",
  "Castro",
  "Dubois",
  "Eriksen",
  "Fischer",
  "García",
  "Haddad",
  "Ivanova",
  "Janssens",
  "Kowalski",
  "Lindqvist",
  "Moreau",
  "Nakamura",
  "O’Brien",
  "Peeters",
  "Quinn",
  "Rossi",
  "Schneider",
  "Tanaka",
  "Usman",
  "Vermeulen",
  "Walsh",
  "Yilmaz",
] as const;

export const industries = [
  "Education",
  "Finance",
  "Health",
  "Hospitality",
  "Logistics",
  "Manufacturing",
  "Media",
  "Retail",
] as const;
export const countries = ["BE", "DE", "ES", "FR", "GB", "JP", "NL", "US"] as const;
export const jobs = [
  "Founder",
  "Product manager",
  "Engineer",
  "Designer",
  "Operations lead",
  "Analyst",
] as const;
export const plans = ["Free", "Team", "Business", "Enterprise"] as const;
export const stages = ["Lead", "Trial", "Onboarding", "Customer", "Churned"] as const;
export const healths = ["Healthy", "Watch", "At risk"] as const;

type PropertyRow = [
  name: string,
  label: string,
  type: "string" | "number" | "boolean" | "date" | "list",
  group: string | null,
];

export const userProperties: { given: PropertyRow[]; computed: PropertyRow[] } = {
  given: [
    ["first_name", "First name", "string", "Profile"],
    ["last_name", "Last name", "string", "Profile"],
    ["job", "Job", "string", "Profile"],
    ["country", "Country", "string", "Profile"],
    ["signed_up_at", "Signed up", "date", null],
    ["newsletter", "Newsletter", "boolean", null],
    ["interests", "Interests", "list", null],
  ],
  computed: [
    ["stage", "Stage", "string", "Lifecycle"],
    ["health", "Health", "string", "Lifecycle"],
    ["engagement_score", "Engagement score", "number", "Scores"],
    ["days_active_30d", "Days active in the last 30 days", "number", "Scores"],
    ["last_event_at", "Last event", "date", "Lifecycle"],
  ],
};

export const accountProperties: { given: PropertyRow[]; computed: PropertyRow[] } = {
  given: [
    ["name", "Name", "string", "Company"],
    ["industry", "Industry", "string", "Company"],
    ["country", "Country", "string", "Company"],
    ["plan", "Plan", "string", "Billing"],
    ["mrr", "Monthly recurring revenue (EUR)", "number", "Billing"],
    ["seats", "Seats", "number", "Billing"],
    ["renews_at", "Renews", "date", "Billing"],
  ],
  computed: [
    ["stage", "Stage", "string", "Lifecycle"],
    ["health", "Health", "string", "Lifecycle"],
    ["fit_score", "Fit score", "number", "Scores"],
    ["adoption_score", "Adoption score", "number", "Scores"],
    ["active_users_30d", "Users active in the last 30 days", "number", "Scores"],
  ],
};

export const groups = [
  "Profile",
  "Company",
  "Billing",
  "Lifecycle",
  "Scores",
  "Onboarding",
  "Notes",
  "Collaboration",
] as const;

/** Name, group and relative frequency of each event. */
export const eventDefinitions: [name: string, group: (typeof groups)[number] | null, weight: number][] = [
  ["signed_in", null, 22],
  ["note_created", "Notes", 20],
  ["note_edited", "Notes", 26],
  ["note_exported", "Notes", 3],
  ["comment_added", "Collaboration", 12],
  ["note_shared", "Collaboration", 6],
  ["teammate_invited", "Collaboration", 2],
  ["project_created", "Onboarding", 3],
  ["import_finished", "Onboarding", 1],
  ["checklist_completed", "Onboarding", 1],
  ["invoice_paid", "Billing", 2],
  ["plan_changed", "Billing", 1],
  ["support_ticket_opened", null, 1],
];

export const userSegments = ["Power users", "New this month", "At risk", "Dormant"] as const;
export const accountSegments = ["Paying customers", "In trial", "Ready to expand", "At risk"] as const;
