import type { Input } from "@pulumi/pulumi";
import type { AdmissionPoliciesArgs } from "../../admission-policies";
import { namespaceProblems } from "../network-rules";
import { checked, type Problem } from "../problem";
import { admissionRules } from ".";
import { approvedRegistriesAdmission } from "./approved-registries";

import { type AdmissionAction, admissionActions } from "./policy-spec";

/** With a rule's name after it, it stays the name of an object (253 characters) that people can read. */
const longestPrefix = 40;

/** What becomes of what a rule objects to, by arguments that are checked. */
export const admissionAction = (rule: string, { action, ruleActions }: AdmissionPoliciesArgs): AdmissionAction =>
    admissionActions.find((known) => known === (ruleActions?.[rule] ?? action)) ?? "Deny";

/** What is wrong with which rules are to be asked where. */
export function admissionProblems(name: string, args: AdmissionPoliciesArgs): Problem[] {
    const { namePrefix = name, action, ruleActions = {}, excludedRules = [] } = args;
    return [
        ...checked(
            "namePrefix",
            namePrefix,
            (prefix) => /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(prefix) && prefix.length <= longestPrefix,
            `a prefix is 1 to ${longestPrefix} lower-case letters, digits and "-", and does not begin or end with "-"`,
        ),
        ...placeProblems(args),
        ...actionProblems("action", action),
        ...Object.entries(ruleActions).flatMap(([rule, own]) => [
            ...ruleProblems("ruleActions", rule),
            ...actionProblems(`ruleActions.${rule}`, own),
        ]),
        ...registriesProblems(args),
        ...namespacesProblems("serverNamespaces", args.serverNamespaces),
        ...checked(
            "cluster",
            args.cluster,
            (found) => (found === undefined) === (args.serverClusters === undefined),
            "it and serverClusters say something together only",
        ),
        ...excludedRules.flatMap((rule, index) => ruleProblems(`excludedRules[${index}]`, rule)),
    ];
}

/** What is wrong with what becomes of what a rule objects to. */
export function actionProblems(field: string, action: string | undefined): Problem[] {
    const known = (found: string | undefined) => found === undefined || admissionActions.some((one) => one === found);
    return checked(field, action, known, `an action is ${admissionActions.join(", ")}`);
}

function ruleProblems(field: string, rule: string): Problem[] {
    const names = admissionRules.map(({ name }) => name);
    return checked(field, rule, (found) => names.includes(found), `rules are ${names.join(", ")}`);
}

/** A binding without a selector would hold in every namespace, kube-system included. */
function placeProblems({ namespaces, namespaceLabels }: AdmissionPoliciesArgs): Problem[] {
    const labels = Object.keys(namespaceLabels ?? {}).length;
    const oneOf = 'either "namespaces" or "namespaceLabels" says where the rules hold';
    return [
        ...checked("namespaces", namespaces, (found) => (found?.length ?? 0) > 0 !== labels > 0, oneOf),
        ...namespacesProblems("namespaces", namespaces),
    ];
}

function namespacesProblems(field: string, namespaces: Input<string>[] = []): Problem[] {
    return namespaces.flatMap((namespace, index) => namespaceProblems(`${field}[${index}]`, namespace));
}

const registryRule =
    'a registry is a host with or without a port and a path, as "ghcr.io/example"; "*" stands for part of a host or path';

function registriesProblems({ registries = [], excludedRules = [] }: AdmissionPoliciesArgs): Problem[] {
    const { name } = approvedRegistriesAdmission;
    const needed = !excludedRules.includes(name);
    return [
        ...checked(
            "registries",
            registries.length > 0 ? registries : undefined,
            (found) => found !== undefined || !needed,
            `name the registries that images may come from, or exclude the rule "${name}"`,
        ),
        ...registries.flatMap((registry, index) =>
            checked(
                `registries[${index}]`,
                registry,
                (found) => typeof found !== "string" || /^[A-Za-z0-9*][A-Za-z0-9*._:/-]*$/.test(found),
                registryRule,
            ),
        ),
    ];
}
