import type { Step } from "../step";
import { baseImageStep } from "./base-image";
import { dockerStep } from "./docker";
import { registryStep } from "./registry";

export { dockerEnvironment } from "./docker";

/** Building, keeping and basing images. */
export const imagesSteps: Step[] = [dockerStep, registryStep, baseImageStep];
