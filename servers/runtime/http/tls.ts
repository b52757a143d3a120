import { readFileSync } from "node:fs";
import type { Server } from "node:https";
import type { Logger } from "pino";
import type { Config } from "../settings/settings";

/** Where the certificate is, and its key. */
export interface CertificateFiles {
    certificate: string;
    key: string;
}

/** How often files are looked at: a renewed certificate has days until the old one ends. */
const lookMilliseconds = 5000;

export function certificateFiles({ TLS_CERT_FILE, TLS_KEY_FILE }: Config): CertificateFiles | undefined {
    return TLS_CERT_FILE !== undefined && TLS_KEY_FILE !== undefined
        ? { certificate: TLS_CERT_FILE, key: TLS_KEY_FILE }
        : undefined;
}

/** What the server says of itself, by TLS 1.2 (RFC 8996 forbids what was before) or later. */
export function secureContext({ certificate, key }: CertificateFiles) {
    return { cert: readFileSync(certificate), key: readFileSync(key), minVersion: "TLSv1.2" as const };
}

/**
 * Takes a renewed certificate for new connections. By looking, not by events: Kubernetes changes a mounted Secret by
 * renaming a link above the file. Returns what ends it.
 */
export function followCertificate(
    server: Pick<Server, "setSecureContext">,
    files: CertificateFiles,
    log: Logger,
    interval = lookMilliseconds,
): () => void {
    let seen = contentOf(files);
    const look = () => {
        const found = contentOf(files);
        if (found === seen) return;
        seen = found;
        try {
            server.setSecureContext(secureContext(files));
            log.info({ certificate: files.certificate }, "certificate renewed");
        } catch (error) {
            // Perhaps only one of the two is there yet; what was there serves on.
            log.error({ err: error, certificate: files.certificate }, "certificate not usable; the one before stays");
        }
    };
    const timer = setInterval(look, interval).unref();
    return () => clearInterval(timer);
}

/** Undefined while a file is not there. */
function contentOf({ certificate, key }: CertificateFiles): string | undefined {
    try {
        return readFileSync(certificate, "utf8") + readFileSync(key, "utf8");
    } catch {
        return undefined;
    }
}
