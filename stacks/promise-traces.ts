/**
 * @pulumi/pulumi writes down where each of its promises was made, to tell it when one is never settled, and only while
 * PULUMI_DEBUG_PROMISE_LEAKS is set. Source maps make each of these texts dear, and a resource has dozens of them: a quarter
 * of the program's processor time. Import this file before resources are made; the text is then left out while nobody is to
 * read it. All other stack traces stay as they are.
 */
const written = Error.prepareStackTrace;

if (written) {
    // It reads source maps itself: those that Node.js parses of every module are for nobody then.
    process.setSourceMapsEnabled(false);
    if (!process.env.PULUMI_DEBUG_PROMISE_LEAKS) {
        Error.prepareStackTrace = (error, frames) => {
            const [top] = frames;
            const isOfPromise = top?.getFunctionName() === "debuggablePromise" && isOfPulumi(top.getFileName());
            return isOfPromise ? undefined : written(error, frames);
        };
    }
}

function isOfPulumi(file: string | null | undefined): boolean {
    return file?.endsWith("debuggable.js") ?? false;
}
