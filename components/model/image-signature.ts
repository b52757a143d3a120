import { checked, type Problem } from "./problem";

/** Whose signature an image must have before it is deployed, verified by the program `cosign` (2.6 or newer) on PATH. */
export interface SignatureArgs {
    /**
     * Public key that the signature is verified with: a file, or a key of a KMS as cosign writes it,
     * "awskms:///alias/mcp-images". Excludes `certificateIdentity`.
     * @default none
     */
    key?: string;
    /**
     * Signer of an image that was signed without a key of its own (Sigstore keyless), as the certificate names it: a mail
     * address or the URL of a workflow. What begins with "^" is a regular expression. Needs `certificateOidcIssuer`.
     * @default none
     */
    certificateIdentity?: string;
    /**
     * Who vouches for `certificateIdentity`: "https://token.actions.githubusercontent.com".
     * @default none
     */
    certificateOidcIssuer?: string;
    /**
     * Whether signatures have to be in Sigstore's public transparency log, and go there. The log is public: whoever
     * signs images of a private registry with a key of their own may want false.
     * @default true
     */
    transparencyLog?: boolean;
    /**
     * Private key that images are signed with which are built here, after their push and unless they are signed already:
     * a file (its password in COSIGN_PASSWORD) or a key of a KMS. Needs `key`.
     * @default none: nothing is signed
     */
    signingKey?: string;
    /**
     * Whether images that are built here also get an SBOM (CycloneDX), made by the program `syft` on PATH and attested
     * with `signingKey`, which it needs.
     * @default false
     */
    sbom?: boolean;
}

/** What is wrong with how signatures are to be verified; `exists` says whether a file is there. */
export function signatureProblems(args: SignatureArgs | undefined, exists: (path: string) => boolean): Problem[] {
    if (args === undefined) return [];
    const { key, certificateIdentity, certificateOidcIssuer, signingKey, sbom } = args;
    const isKey = (reference?: string) => reference === undefined || reference.includes("://") || exists(reference);
    const noKey = 'there is no such file; a key is a file or a reference as "awskms:///alias/mcp-images"';
    return [
        ...checked("key", key, isKey, noKey),
        ...checked(
            "key",
            key,
            (found) => found !== undefined || certificateIdentity !== undefined,
            "give key, or certificateIdentity with certificateOidcIssuer: a signature of anybody proves nothing",
        ),
        ...checked(
            "key",
            key,
            (found) => found === undefined || certificateIdentity === undefined,
            "it excludes certificateIdentity; choose one of the two",
        ),
        ...checked(
            "certificateIdentity",
            certificateIdentity,
            (identity) => !identity?.startsWith("^") || isExpression(identity),
            'what begins with "^" is a regular expression, and this is none',
        ),
        ...checked(
            "certificateOidcIssuer",
            certificateOidcIssuer,
            (issuer) => (certificateIdentity === undefined) === (issuer === undefined),
            "certificateIdentity and certificateOidcIssuer go together",
        ),
        ...checked("signingKey", signingKey, isKey, noKey),
        ...checked(
            "signingKey",
            signingKey,
            (found) => found === undefined || key !== undefined,
            "it needs key, by which is seen whether an image is signed already",
        ),
        ...checked(
            "sbom",
            sbom,
            (wanted) => !wanted || signingKey !== undefined,
            "an SBOM is attested with signingKey",
        ),
    ];
}

function isExpression(text: string): boolean {
    try {
        new RegExp(text);
        return true;
    } catch {
        return false;
    }
}

/** Whose signature it is, for people: "a signature by the key cosign.pub". */
export function signerText({ key, certificateIdentity, certificateOidcIssuer }: SignatureArgs): string {
    if (key !== undefined) return `a signature by the key ${key}`;
    return `a signature by ${certificateIdentity}, vouched for by ${certificateOidcIssuer}`;
}

/** Where a registry has no referrers, cosign keeps signatures and SBOMs under a tag made of the digest, and adds to it. */
export const signatureTags = "sha256-*";

/** Type of the attestation that holds the SBOM, as cosign and syft call it. */
const sbomType = "cyclonedx";
export const sbomFormat = "cyclonedx-json";

/** Arguments of cosign, by what it shall do. */
export const cosignArguments = {
    verify: (image: string, args: SignatureArgs) => ["verify", ...trust(args), image],
    verifySbom: (image: string, args: SignatureArgs) => [
        "verify-attestation",
        `--type=${sbomType}`,
        ...trust(args),
        image,
    ],
    sign: (image: string, args: SignatureArgs) => ["sign", ...signing(args), image],
    attestSbom: (image: string, file: string, args: SignatureArgs) => [
        "attest",
        `--type=${sbomType}`,
        `--predicate=${file}`,
        ...signing(args),
        image,
    ],
};

function trust(args: SignatureArgs): string[] {
    const { key, certificateIdentity = "", certificateOidcIssuer, transparencyLog = true } = args;
    const isExpression = certificateIdentity.startsWith("^");
    return [
        ...(key === undefined
            ? [
                  `--certificate-identity${isExpression ? "-regexp" : ""}=${certificateIdentity}`,
                  `--certificate-oidc-issuer=${certificateOidcIssuer}`,
              ]
            : [`--key=${key}`]),
        ...(transparencyLog ? [] : ["--insecure-ignore-tlog=true"]),
    ];
}

/** Without the log no signing configuration of Sigstore either: cosign 3 would fetch one, and refuse the two together. */
function signing({ signingKey, transparencyLog = true }: SignatureArgs): string[] {
    const logging = transparencyLog ? [] : ["--tlog-upload=false", "--use-signing-config=false"];
    return [`--key=${signingKey}`, "--yes", ...logging];
}
