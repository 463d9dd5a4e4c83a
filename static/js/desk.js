// What every page uses.
import "./announcer.js";
import "./copy-field.js";
import "./menus.js";
import "./spoken-progress.js";
import "./submit-keys.js";
