import { serve } from "../runtime/serve";
import { demo } from "./definition";

serve(demo);
