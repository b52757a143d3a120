import { existsSync, readFileSync } from "node:fs";
import { execa } from "execa";

const systemBundles = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"];

/** The certificates that this machine's programs trust, its company's proxy CA among them. */
export function hostCaBundle(env: NodeJS.ProcessEnv = process.env, bundles: string[] = systemBundles): string {
    const candidates = [
        ...bundles.filter((file) => existsSync(file)).slice(0, 1),
        env.SSL_CERT_FILE,
        env.NODE_EXTRA_CA_CERTS,
    ];
    const files = new Set(candidates.filter((file) => file !== undefined && file !== "" && existsSync(file)));
    if (files.size === 0) {
        throw new Error(
            `no bundle of trusted certificates was found on this machine (looked at ${bundles.join(", ")}, ` +
                "SSL_CERT_FILE, NODE_EXTRA_CA_CERTS): apt-get install ca-certificates",
        );
    }
    return uniqueCertificates([...files].map((file) => readFileSync(file as string, "utf8")).join("\n"));
}

/** The PEM certificates of a text, each once, without what stands between them. */
export function uniqueCertificates(pem: string): string {
    const certificates = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
    return `${[...new Set(certificates)].join("\n")}\n`;
}

/** The npm registry that this machine is set up for; builds in the image use the same one, without its credentials. */
export async function hostNpmRegistry(): Promise<string> {
    const { stdout } = await execa("npm", ["config", "get", "registry"]);
    const url = new URL(stdout.trim());
    url.username = "";
    url.password = "";
    return url.href;
}
