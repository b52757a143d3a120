import { serve } from "../../../servers/runtime/serve";
import { observed } from "./definition";

serve(observed);
