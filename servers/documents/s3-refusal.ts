/** What a tool asked of S3. */
export interface Asked {
    /** The permission that it takes, `s3:GetObject`. */
    action: string;
    /** ARN that the permission is about. */
    resource: string;
    /** What is not there, if it is not: `document "a.md"`. */
    what: string;
}

/** Says what is to be done about an error of S3 or of the way to its credentials; the caller's own cancellation stays as it is. */
export function explainS3(error: unknown, { action, resource, what }: Asked): unknown {
    if (!(error instanceof Error) || error.name === "AbortError") return error;
    return new Error(explanation(error, action, resource, what), { cause: error });
}

function explanation({ name, message }: Error, action: string, resource: string, what: string): string {
    switch (name) {
        case "NoSuchKey":
        case "NotFound":
            return `there is no ${what}`;
        case "NoSuchBucket":
            return `there is no bucket for ${resource}; DOCUMENTS_BUCKET names it`;
        case "AccessDenied":
        case "Forbidden":
            return /AssumeRole/.test(message)
                ? `AWS does not let this server assume its role: the role's trust is another ServiceAccount's, or the token's (${message})`
                : `this server's role lacks ${action} for ${resource}, or a policy of the bucket refuses it`;
        // What S3 answers in place of "no such key" to a role that may not list is AccessDenied as well.
        case "CredentialsProviderError":
        case "TokenProviderError":
            return `this server has no role in AWS: give it permissions (${action} for ${resource}) in the stack's configuration`;
        case "ExpiredToken":
        case "ExpiredTokenException":
        case "InvalidIdentityToken":
            return `AWS does not accept this server's token (${message})`;
        case "PermanentRedirect":
            return "the bucket is in another region than AWS_REGION says";
        case "TimeoutError":
            return "S3 does not answer: is the way there open (network.publicHttps or network.egress)?";
        default:
            return `S3 could not be asked for ${what}: ${name}`;
    }
}
