// Pulumi's runner of policy packs loads TypeScript by a ts-node of its own, whatever PulumiPolicy.yaml says, and checks types
// against the language of 2020. What is registered last is asked first.
require("tsx/cjs");
require("./pack.ts");
