/**
 * The pod that an object is or makes, where it has `metadata` and `spec`. The kinds have it in different places, and the API
 * server would check the expression against the type of each: `dyn` has it look when there is an object.
 */
const pod = [
    'object.kind == "Pod" ? dyn(object) :',
    'object.kind == "CronJob" ? dyn(object).spec.jobTemplate.spec.template :',
    "dyn(object).spec.template",
].join(" ");

/** CEL about the containers of an object's pods. */
export const podVariables = {
    pod,
    /** Those that the object says itself, before and while the pod runs. */
    declared: "variables.pod.spec.?initContainers.orValue([]) + variables.pod.spec.containers",
    /** And those that are added for debugging. */
    containers: "variables.declared + variables.pod.spec.?ephemeralContainers.orValue([])",
};

/** CEL about the object and all that it makes, each with `metadata`: a CronJob with its jobs and their pods. */
export const partVariables = {
    parts: [
        'object.kind == "CronJob" ?',
        "[dyn(object), dyn(object).spec.jobTemplate, dyn(object).spec.jobTemplate.spec.template] :",
        // A Service has no template, and what it has of that kind is the object itself.
        'object.kind in ["Pod", "Service"] ? [dyn(object)] : [dyn(object), dyn(object).spec.template]',
    ].join(" "),
};

/** CEL: the names of the containers `c` for which the expression is not true. */
export const containersUnless = (expression: string, containers = "variables.containers") =>
    `${containers}.filter(c, !(${expression})).map(c, string(c.name))`;

/** CEL of an optional: a setting of the security context of container `c`, or of its pod's where it is not set. */
export const securitySetting = (path: string) =>
    `c.?securityContext.${path}.or(variables.pod.spec.?securityContext.${path})`;
