// What the page to edit a collection uses; it works without.
import "./ordered-steps.js";
