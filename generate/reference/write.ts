import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryDir } from "../../local/paths";
import { Declarations } from "./declarations";
import { referencePages } from "./page";
import { withSettings } from "./settings-table";

/** `npm run docs`: writes the reference pages anew, and the servers' settings into their guide. */
const directory = join(repositoryDir, "docs", "reference");
const pages = referencePages(new Declarations(join(repositoryDir, "components")));
mkdirSync(directory, { recursive: true });
for (const stale of readdirSync(directory).filter((name) => !(name in pages))) rmSync(join(directory, stale));
for (const [name, text] of Object.entries(pages)) writeFileSync(join(directory, name), text);
console.log(`wrote ${Object.keys(pages).length} pages to docs/reference`);
const guide = join(repositoryDir, "docs", "servers.md");
writeFileSync(guide, withSettings(readFileSync(guide, "utf8")));
console.log("wrote the settings to docs/servers.md");
