// What a shared passage's page uses; it reads as well without.
import "./copy-from.js";
import "./speaker-labels.js";
import "./speaker-tip.js";
