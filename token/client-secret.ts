import { refused } from "./token-error";

/** Where the client's secret comes from; never from the command line, where every process of the machine can read it. */
export interface SecretSource {
    /** Environment variable that holds it. */
    secretEnv: string;
    /** It is on standard input. */
    secretStdin?: boolean;
    /** Entry of Secrets Manager, with "#key" where it is JSON: "mcp/keycloak#clientSecret". */
    secretEntry?: string;
}

/** The client's secret. */
export async function clientSecret({ secretEnv, secretStdin, secretEntry }: SecretSource): Promise<string> {
    if (secretStdin && secretEntry !== undefined)
        throw refused("the secret is on standard input or in an entry, not both");
    if (secretEntry !== undefined) return secretOfEntry(secretEntry);
    const text = secretStdin ? (await standardInput()).replace(/\r?\n$/, "") : (process.env[secretEnv] ?? "");
    if (text !== "") return text;
    throw refused(
        secretStdin
            ? "there is no client secret on standard input"
            : `there is no client secret: set ${secretEnv}, or use --secret-stdin or --secret-entry`,
    );
}

async function standardInput(): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString("utf8");
}

async function secretOfEntry(entry: string): Promise<string> {
    const [name = "", key] = entry.split("#", 2);
    const { GetSecretValueCommand, SecretsManagerClient } = await import("@aws-sdk/client-secrets-manager");
    const answer = await new SecretsManagerClient({})
        .send(new GetSecretValueCommand({ SecretId: name }))
        .catch((error: Error) => {
            throw refused(`the entry ${name} of Secrets Manager cannot be read: ${error.name}: ${error.message}`);
        });
    const text = answer.SecretString ?? "";
    const value = key === undefined ? text : keyOf(text, name, key);
    if (value === "") throw refused(`the entry ${name} of Secrets Manager holds no text`);
    return value;
}

/** What the entry holds is not shown, also when it is not what it should be. */
function keyOf(text: string, name: string, key: string): string {
    let value: unknown;
    try {
        value = (JSON.parse(text) as Record<string, unknown>)[key];
    } catch {
        throw refused(`the entry ${name} of Secrets Manager is no JSON object: leave out #${key}`);
    }
    if (typeof value !== "string") throw refused(`the entry ${name} of Secrets Manager has no text under "${key}"`);
    return value;
}
