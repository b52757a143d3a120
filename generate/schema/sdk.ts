import { delimiter, join } from "node:path";
import { execa } from "execa";
import { repositoryDir } from "../../local/paths";
import { buildTool } from "../../local/tools/build";
import { schemaFile } from "./schema";

export type SdkLanguage = "go" | "nodejs" | "python";

/** Writes the package's SDK into a folder, as `pulumi package add` does where the language's host is installed. */
export async function writeSdk(language: SdkLanguage, directory: string): Promise<void> {
    await execa(await buildTool("sdk-gen"), [language, schemaFile, directory]);
    // What npm runs when it installs the SDK: the compiler.
    if (language === "nodejs") {
        const path = [join(repositoryDir, "node_modules", ".bin"), process.env.PATH].join(delimiter);
        await execa(process.execPath, ["scripts/postinstall.js"], { cwd: directory, env: { PATH: path } });
    }
}
