/** People who can sign in to the demo workspace at /demo. The password is generated per installation. */
export const demo = {
  workspace: "demo",
  people: { owner: "olivia@demo.example", admin: "adrian@demo.example", member: "mina@demo.example" },
} as const;
