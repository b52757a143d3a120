import { RunError } from "@pulumi/pulumi";

/** One thing that is wrong with what was asked for. */
export interface Problem {
    /** Where, as it is written in the arguments: "route.host"; "" for all of them. */
    field: string;
    /** What stands there; undefined when nothing does. */
    found: unknown;
    /** What may stand there, or what to do: "a host is lower-case letters, digits, "-" and ".". */
    allowed: string;
}

/** `server "github": route.host is "Example.com_"; a host is …` */
export function problemText(where: string, problem: Problem): string {
    const found = problem.found === undefined ? "is not set" : `is ${JSON.stringify(problem.found)}`;
    return `${where}${problem.field && `: ${problem.field}`} ${found}; ${problem.allowed}`;
}

/** The problem of a field whose value fails `valid`; values that are only known later (Outputs) pass. */
export function checked<T>(field: string, found: T, valid: (value: T) => boolean, allowed: string): Problem[] {
    return valid(found) ? [] : [{ field, found, allowed }];
}

/** Puts a section's name before the fields of its problems. */
export function within(section: string, problems: Problem[]): Problem[] {
    return problems.map((problem) => ({ ...problem, field: `${section}.${problem.field}` }));
}

/** Ends the program when there are problems, naming all of them. */
export function refuse(texts: string[]): void {
    if (texts.length > 0) throw refusal(texts);
}

/** What ends the program before it creates anything. */
export function refusal(texts: string[]): RunError {
    const count = texts.length === 1 ? "1 problem" : `${texts.length} problems`;
    return userError(`${count}, nothing was created:\n${texts.map((text) => `  ${text}`).join("\n")}`);
}

/** An error that says all by its message; a RunError is shown without a stack trace. */
export function userError(message: string): RunError {
    const error = new RunError(message);
    // For its tracing, Pulumi's program runner prints an error that has a stack with all that hangs on it: for ten seconds.
    error.stack = undefined;
    // Where it comes out of an Output, Pulumi would put before it which property it was writing just then.
    Object.defineProperty(error, "message", { get: () => message, set: () => undefined });
    return error;
}
