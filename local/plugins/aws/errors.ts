/** Gives undefined for a thing that is not there, by the error's name: an emulator's HTTP status may differ from AWS's. */
export async function ifPresent<T>(call: Promise<T>, ...missing: string[]): Promise<T | undefined> {
    try {
        return await call;
    } catch (error) {
        if (error instanceof Error && missing.includes(error.name)) return undefined;
        throw error;
    }
}

/** Adds what was done to an AWS error, as the official plugin words it; and its name, which the SDK's message lacks. */
export function describe(what: string, error: unknown): Error {
    if (!(error instanceof Error)) return new Error(`${what}: ${String(error)}`);
    const name = error.name === "Error" ? "" : `${error.name}: `;
    return new Error(`${what}: ${name}${firstLine(error.message)}${httpStatus(error)}`, { cause: error });
}

/** The SDK appends advice on itself to what it cannot read, such as an emulator's HTML page for a call it lacks. */
const firstLine = (message: string) => message.split("\n", 1)[0] || "no answer";

function httpStatus(error: Error & { $response?: { statusCode?: number } }): string {
    const status = error.$response?.statusCode;
    return status === undefined ? "" : ` (HTTP ${status})`;
}
