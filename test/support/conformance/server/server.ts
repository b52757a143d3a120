import { serve } from "../../../../servers/runtime/serve";
import { conformance } from "./definition";

serve(conformance);
